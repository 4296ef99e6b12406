/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step-run.h>

#include "core/model/slw-pipeline.h"

G_BEGIN_DECLS

/**
 * SlwOutcome:
 * @SLW_OUTCOME_PENDING: has not started
 * @SLW_OUTCOME_RUNNING: is under way
 * @SLW_OUTCOME_DONE: did what it is for, or found it done
 * @SLW_OUTCOME_CEILING: ended where the ceiling of the run is; no failure
 * @SLW_OUTCOME_SKIPPED: is there for an abort, and there was none
 * @SLW_OUTCOME_FAILED: failed
 * @SLW_OUTCOME_UNREACHABLE: its server gave no answer
 * @SLW_OUTCOME_BLOCKED: could not start because something before it did not succeed
 *
 * What became of a step run.
 */
typedef enum {
  SLW_OUTCOME_PENDING,
  SLW_OUTCOME_RUNNING,
  SLW_OUTCOME_DONE,
  SLW_OUTCOME_CEILING,
  SLW_OUTCOME_SKIPPED,
  SLW_OUTCOME_FAILED,
  SLW_OUTCOME_UNREACHABLE,
  SLW_OUTCOME_BLOCKED,
} SlwOutcome;

/**
 * slw_outcome_to_string:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its name in lower case, as it stands in the journal and in events
 */
const char *slw_outcome_to_string (SlwOutcome outcome);

/**
 * SlwNode:
 * @index: its place in the order of things
 * @row: number of the step
 * @column: number of the server
 * @step: the step
 * @server: the server
 * @outcome: what became of it
 * @error: (nullable): why it failed
 * @message: (nullable): its summary, or why it is blocked
 * @run: (nullable): what the provider saw of it, once it has started
 * @plugin: (nullable): who did it
 * @journal_id: its row in the journal, 0 before it started
 * @started: when, by the monotonic clock, in microseconds
 * @mutations: how many actions above %SLW_EFFECT_CACHE it carried out or assumed
 *
 * One step on one server, in the order of things.
 */
typedef struct {
  guint index;
  guint row;
  guint column;
  const SlwPipelineStep *step;
  SlwServer *server;
  SlwOutcome outcome;
  GError *error;
  char *message;
  SlwStepRun *run;
  char *plugin;
  gint64 journal_id;
  gint64 started;
  gboolean restored; /* an earlier process of the run has done it */
  guint mutations;
} SlwNode;

#define SLW_TYPE_SCHEDULE (slw_schedule_get_type ())

/**
 * SlwSchedule:
 *
 * Which step runs there are and which may start now. Knows neither servers' state nor time; pure.
 *
 * The rules:
 * - on one server, steps run one after the other in the order of the pipeline;
 * - `After=` waits until the named steps have ended on every server;
 * - no more than the step's `Batch=` servers are in a step, no more than `jobs` are at work;
 * - what comes after a failure on the same server is blocked;
 * - what comes `After=` a failure anywhere is blocked, unless the failed step says `OnFailure=continue`;
 * - after a failure of a step that does not say so, nothing new starts at all;
 * - steps with `When=abort` are skipped until slw_schedule_rescue().
 */
G_DECLARE_FINAL_TYPE (SlwSchedule, slw_schedule, SLW, SCHEDULE, GObject)

/**
 * slw_schedule_new:
 * @pipeline: the pipeline
 * @servers: (element-type SlwServer): the servers that take part
 * @jobs: how many may be at work at a time
 *
 * Returns: (transfer full): a schedule in which nothing has started
 */
SlwSchedule *slw_schedule_new (SlwPipeline *pipeline, GPtrArray *servers, guint jobs);

/**
 * slw_schedule_get_nodes:
 * @self: a schedule
 *
 * Returns: (transfer none) (element-type SlwNode): all nodes, step by step
 */
GPtrArray *slw_schedule_get_nodes (SlwSchedule *self);

/**
 * slw_schedule_take:
 * @self: a schedule
 *
 * Returns: (transfer none) (nullable): a node that may start now, marked as running; %NULL when none may
 */
SlwNode *slw_schedule_take (SlwSchedule *self);

/**
 * slw_schedule_finish:
 * @self: a schedule
 * @node: a node that runs
 * @outcome: what became of it
 *
 * Blocks what cannot start any more because of it.
 */
void slw_schedule_finish (SlwSchedule *self, SlwNode *node, SlwOutcome outcome);

/**
 * slw_schedule_stop:
 * @self: a schedule
 * @why: why, for the messages of the nodes
 *
 * Blocks everything that has not started.
 */
void slw_schedule_stop (SlwSchedule *self, const char *why);

/**
 * slw_schedule_block:
 * @self: a schedule
 * @node: a node that has not started
 * @outcome: what is said of it: one that is no success
 * @why: (nullable): why, for the message of the node
 *
 * Ends a node that is not to start.
 */
void slw_schedule_block (SlwSchedule *self, SlwNode *node, SlwOutcome outcome, const char *why);

/**
 * slw_schedule_rescue:
 * @self: a schedule in which nothing runs
 * @server: a server
 *
 * Lets the steps with `When=abort` start on @server, whatever failed there before.
 */
void slw_schedule_rescue (SlwSchedule *self, SlwServer *server);

/**
 * slw_schedule_is_over:
 * @self: a schedule
 *
 * Returns: whether every node has ended
 */
gboolean slw_schedule_is_over (SlwSchedule *self);

/**
 * slw_schedule_count:
 * @self: a schedule
 * @outcome: an outcome
 *
 * Returns: how many nodes have @outcome
 */
guint slw_schedule_count (SlwSchedule *self, SlwOutcome outcome);

/**
 * slw_schedule_find_output:
 * @self: a schedule
 * @server: a server
 * @step: name of a step
 * @output: name of an output
 *
 * Returns: (transfer none) (nullable): the output of @step on @server
 */
const char *slw_schedule_find_output (SlwSchedule *self, SlwServer *server, const char *step, const char *output);

/**
 * slw_schedule_depends_on:
 * @node: a node
 * @other: another node
 *
 * Returns: whether @node starts only when @other has ended: by `After=`, or on the same server
 */
gboolean slw_schedule_depends_on (const SlwNode *node, const SlwNode *other);

G_END_DECLS
