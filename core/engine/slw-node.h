/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

#include "core/base/slw-blame-private.h"
#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_node_get_outcome:
 * @error: why a step run failed
 *
 * Returns: what is said of the step run
 */
SlwOutcome slw_node_get_outcome (const GError *error);

/**
 * slw_node_is_assuming:
 * @run: a run
 * @schedule: its schedule
 * @node: a node that starts
 *
 * Returns: whether something that @node stands after was only assumed
 */
gboolean slw_node_is_assuming (SlwRun *run, SlwSchedule *schedule, const SlwNode *node);

/**
 * slw_node_publish_started:
 * @run: a run
 * @node: a node that starts
 *
 * Publishes %SLW_TOPIC_STEP_STARTED.
 */
void slw_node_publish_started (SlwRun *run, const SlwNode *node);

/**
 * slw_node_publish_finished:
 * @run: a run
 * @node: a node
 * @outcome: what became of it
 *
 * Publishes %SLW_TOPIC_STEP_FINISHED.
 */
void slw_node_publish_finished (SlwRun *run, const SlwNode *node, SlwOutcome outcome);

/**
 * slw_node_publish_stop:
 * @run: a run
 * @schedule: its schedule
 * @verb: `paused` or `aborted`
 * @by: who asked for it
 *
 * Tells whoever watches the run that nothing new starts, and which steps are waited for.
 */
void slw_node_publish_stop (SlwRun *run, SlwSchedule *schedule, const char *verb, const char *by);

/**
 * slw_node_blame:
 * @node: a node; its plugin is known
 * @before: (out): for slw_blame_end()
 *
 * From now on a crash is its plugin's.
 */
void slw_node_blame (const SlwNode *node, SlwBlame *before);

/**
 * slw_node_hand_line:
 * @node: a node; its step run exists
 * @provider: who does it
 * @line: what an action of it printed
 *
 * Calls slw_step_output(); what servers print makes a parser crash sooner than anything else, so that it is blamed, too.
 */
void slw_node_hand_line (const SlwNode *node, SlwStep *provider, const char *line);

G_END_DECLS
