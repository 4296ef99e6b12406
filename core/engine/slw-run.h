/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-bus.h>

#include "core/api/slw-platform-private.h"
#include "core/engine/slw-dispatcher.h"
#include "core/engine/slw-fold.h"
#include "core/engine/slw-watcher.h"
#include "core/journal/slw-journal.h"
#include "core/model/slw-pipeline.h"
#include "core/plugin/slw-registry.h"

G_BEGIN_DECLS

/**
 * SlwRun:
 * @id: sorts by time
 * @platform: the platform
 * @servers: (element-type SlwServer): those of its servers that take part
 * @pipeline: what is carried out
 * @is_plan: whether actions above @ceiling are assumed instead of ending their step
 * @ceiling: the highest effect that is carried out; %SLW_EFFECT_READ in a plan
 * @sets: (element-type utf8 utf8): `--set KEY=VALUE`, used as `${set.KEY}`
 * @jobs: how many servers are worked on at a time
 * @budget: (nullable): how many of all servers may fail before a step with `OnFailure=continue` stops the run; any number without
 * @reconnect: for how many seconds a server whose link was lost is called again
 * @job_folder: where its jobs are on the servers
 * @bus: where it is told what happens
 * @journal: where it is written down
 * @registry: who does what
 * @dispatcher: who carries actions out
 * @watcher: who watches services meanwhile
 * @assumed: (element-type SlwServer): servers on which something was only assumed
 * @changed: (element-type SlwServer): servers on which something above %SLW_EFFECT_CACHE was sent
 * @touched: (element-type SlwServer): servers on which something above %SLW_EFFECT_READ was sent
 * @job_servers: (element-type SlwServer): servers on which the run has folders of jobs
 * @intents: (element-type utf8 guint): how often an action of this key was sent
 * @halt: when it is cancelled, a step ends after its action of now
 * @aborted_by: (nullable): who aborts it, when it is taken up for nothing else
 * @lock_folder: where the locks are on the servers
 * @lock_token: what only this process of the run knows
 * @steal_lock: whether locks are taken although nobody knows that their holders are gone
 * @has_platform: whether it holds the lock of the platform in the journal
 * @wants_locks: whether a server must be locked before something is changed there
 * @locked: (element-type SlwServer): servers whose locks it holds
 * @fold: (nullable): what an earlier process has done of it
 * @mutations: how many actions above %SLW_EFFECT_CACHE were carried out, or assumed in a plan
 *
 * One execution of a pipeline on a platform: what the parts of the engine hand to each other.
 */
typedef struct {
  char *id;
  SlwPlatform *platform;
  GPtrArray *servers;
  SlwPipeline *pipeline;
  gboolean is_plan;
  SlwEffect ceiling;
  GHashTable *sets;
  guint jobs;
  SlwAllowance *budget;
  guint reconnect;
  char *job_folder;
  SlwBus *bus;
  SlwJournal *journal;
  SlwRegistry *registry;
  SlwDispatcher *dispatcher;
  SlwWatcher *watcher;
  GHashTable *assumed;
  GHashTable *changed;
  GHashTable *touched;
  GHashTable *job_servers;
  GHashTable *intents;
  GCancellable *halt;
  char *aborted_by;
  char *lock_folder;
  char *lock_token;
  gboolean steal_lock;
  gboolean has_platform;
  gboolean wants_locks;
  GHashTable *locked;
  SlwFold *fold;
  guint mutations;
} SlwRun;

/**
 * slw_run_new:
 * @platform: the platform
 * @servers: (element-type SlwServer) (nullable): those that take part, %NULL for all
 * @pipeline: what to carry out
 * @registry: the plugins
 * @journal: the journal
 *
 * Makes a run with a new id and a bus and dispatcher of its own, with ceiling %SLW_EFFECT_MUTATE, `jobs` from the platform
 * file, and the failure budget from there or else from the pipeline.
 *
 * Returns: (transfer full): a run
 */
SlwRun *slw_run_new (
    SlwPlatform *platform, GPtrArray *servers, SlwPipeline *pipeline, SlwRegistry *registry, SlwJournal *journal);

/**
 * slw_run_take_up:
 * @run: a run that has not begun
 * @id: id of a run on record that is to go on
 * @error: return location
 *
 * Makes @run the continuation of an earlier process' run: what was done is not done again.
 *
 * Returns: whether the journal could be read
 */
gboolean slw_run_take_up (SlwRun *run, const char *id, GError **error);

/**
 * slw_run_ref:
 * @run: a run
 *
 * Returns: (transfer full): @run
 */
SlwRun *slw_run_ref (SlwRun *run);

/**
 * slw_run_unref:
 * @run: (transfer full): a run
 */
void slw_run_unref (SlwRun *run);

/**
 * slw_run_check_roles:
 * @run: a run
 * @error: return location
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when the platform has no server of a role that the pipeline cannot do without
 */
gboolean slw_run_check_roles (SlwRun *run, GError **error);

/**
 * slw_run_publish:
 * @run: a run
 * @topic: a topic
 * @...: triples of a key, a GVariant format string of one argument (`s`, `b`, `i`, `u`, `x`, `d` or `^as`) and a value;
 *   then %NULL
 *
 * Publishes an event on the run's bus. Its texts must be safe already.
 */
void slw_run_publish (SlwRun *run, const char *topic, ...) G_GNUC_NULL_TERMINATED;

/**
 * slw_run_publish_started:
 * @run: a run
 *
 * Publishes %SLW_TOPIC_RUN_STARTED.
 */
void slw_run_publish_started (SlwRun *run);

/**
 * slw_run_dup_operator:
 *
 * Returns: (transfer full): who runs this program, as `user@host`, for the journal and for who is refused
 */
char *slw_run_dup_operator (void);

/**
 * slw_run_note:
 * @run: a run
 * @text: what concerns it as a whole
 *
 * Writes @text into the journal and tells it on the bus.
 */
void slw_run_note (SlwRun *run, const char *text);

/**
 * slw_run_make_safe:
 * @text: (nullable): text that may come from a server
 *
 * Returns: (transfer full): @text escaped and redacted, fit for an event; empty for %NULL
 */
char *slw_run_make_safe (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwRun, slw_run_unref)

G_END_DECLS
