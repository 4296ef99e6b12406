/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-runner.h"

#include <slipway/slw-error.h>

#include "core/api/slw-step-run-private.h"
#include "core/engine/slw-assign.h"
#include "core/engine/slw-budget.h"
#include "core/engine/slw-driver.h"
#include "core/engine/slw-heartbeat.h"
#include "core/engine/slw-locks.h"
#include "core/engine/slw-muster.h"
#include "core/engine/slw-node.h"
#include "core/engine/slw-params.h"
#include "core/engine/slw-recorder.h"
#include "core/engine/slw-requests.h"
#include "core/engine/slw-rescue.h"
#include "core/engine/slw-restore.h"
#include "core/engine/slw-sweep.h"
#include "core/engine/slw-verdict.h"

struct _SlwRunner {
  GObject parent_instance;
  SlwRun *run;
  SlwSchedule *schedule;
  SlwRecorder *recorder;
  GPtrArray *providers; /* SlwStep, by the index of the node */
  GTask *task;
  gint64 started;
  SlwRequests *requests; /* while it may be stopped */
  char *exceeded;        /* which budget */
  char *paused_by;
  char *aborted_by;
  gboolean at_work;  /* its servers were called */
  gboolean rescuing; /* the steps of an abort are under way */
  gboolean detached;
  gboolean ended;
  SlwHeartbeat *heartbeat;
  GError *lost; /* a lock was taken over by somebody else */
};

G_DEFINE_TYPE (SlwRunner, slw_runner, G_TYPE_OBJECT)

static void pump (SlwRunner *self);

static void
slw_runner_finalize (GObject *object)
{
  SlwRunner *self = SLW_RUNNER (object);

  g_clear_object (&self->schedule);
  g_clear_pointer (&self->recorder, slw_recorder_free);
  g_clear_error (&self->lost);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->requests, slw_requests_free);
  g_free (self->exceeded);
  g_free (self->paused_by);
  g_free (self->aborted_by);
  g_clear_pointer (&self->run, slw_run_unref);
  G_OBJECT_CLASS (slw_runner_parent_class)->finalize (object);
}

static void
slw_runner_class_init (SlwRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_runner_finalize;
}

static void
slw_runner_init (SlwRunner *self)
{
}

SlwRunner *
slw_runner_new (SlwRun *run)
{
  SlwRunner *self = g_object_new (SLW_TYPE_RUNNER, NULL);

  self->run = slw_run_ref (run);
  self->schedule = slw_schedule_new (run->pipeline, run->servers, run->jobs);
  return self;
}

SlwSchedule *
slw_runner_get_schedule (SlwRunner *self)
{
  return self->schedule;
}

/* --- the end --- */

static void
on_end_flushed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SlwRunner *self = SLW_RUNNER (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GError *end = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* the run has ended whatever the journal says; a journal that cannot be written was reported before each change */
  if (!slw_journal_flush_finish (SLW_JOURNAL (source), result, &error) && end == NULL)
    end = error;
  slw_locks_give_platform (self->run); /* not before: without it anybody's word would have been written */
  if (end != NULL)
    g_task_return_error (task, g_error_copy (end));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_locks_given (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwRunner) self = user_data;
  SlwRun *run = self->run;
  const GError *error = g_task_get_task_data (self->task);
  const char *message = error != NULL ? error->message : "";
  const char *outcome;

  slw_locks_give_finish (result);
  outcome = self->detached && !run->is_plan ? "detached" : slw_verdict_get_outcome (run, error);
  slw_journal_end_run (run->journal, run->id, outcome, message);
  slw_run_publish (run, SLW_TOPIC_RUN_FINISHED, "run", "s", run->id, "outcome", "s", outcome, "message", "s", message,
                   "seconds", "d", (g_get_monotonic_time () - self->started) / (double) G_USEC_PER_SEC, NULL);
  /* Not before: they hear of the end, too. */
  slw_registry_detach_clients (run->registry, run->bus);
  slw_journal_flush_async (run->journal, NULL, on_end_flushed, self);
}

static void
end_run (SlwRunner *self, GError *error)
{
  self->ended = TRUE;
  g_clear_pointer (&self->requests, slw_requests_free);
  slw_watcher_stop (self->run->watcher);
  g_clear_pointer (&self->heartbeat, slw_heartbeat_free);
  slw_verdict_tidy_error (&error);
  if (error != NULL)
    g_task_set_task_data (self->task, error, (GDestroyNotify) g_error_free);
  slw_locks_give_async (self->run, self->detached, on_locks_given, g_object_ref (self));
}

/* Nothing more is sent: somebody else may be at work by now. */
static void
on_lost (const GError *error, gpointer user_data)
{
  SlwRunner *self = user_data;

  if (self->lost == NULL)
    self->lost = g_error_copy (error);
  slw_schedule_stop (self->schedule, "the lock was taken over by another run");
}

/* --- one step run --- */

/* What a failure means for the others. */
static void
count_failure (SlwRunner *self, const SlwNode *node)
{
  if (node->step->on_failure == SLW_ON_FAILURE_STOP_ALL)
    g_cancellable_cancel (self->run->halt);
  if (self->exceeded != NULL || node->step->on_abort)
    return;
  self->exceeded = slw_budget_check (self->run, self->schedule);
  if (self->exceeded != NULL)
    slw_schedule_stop (self->schedule, "the failure budget is exceeded");
}

static void
end_node (SlwRunner *self, SlwNode *node, SlwOutcome outcome)
{
  slw_verdict_tidy_error (&node->error);
  slw_recorder_end_step (self->recorder, node, outcome);
  slw_schedule_finish (self->schedule, node, outcome);
  slw_node_publish_finished (self->run, node, outcome);
  if (g_error_matches (node->error, SLW_ERROR, SLW_ERROR_LOCKED))
    on_lost (node->error, self);
  else if (node->error != NULL)
    count_failure (self, node);
}

typedef struct {
  SlwRunner *runner;
  SlwNode *node;
} NodeCall;

static void
on_driven (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree NodeCall *call = user_data;
  g_autoptr (SlwRunner) self = call->runner;
  SlwNode *node = call->node;
  SlwOutcome outcome = SLW_OUTCOME_FAILED;

  if (self->detached) /* whoever takes the run up finds out */
    return;
  if (!slw_driver_run_finish (result, &outcome, &node->message, &node->error))
    outcome = slw_node_get_outcome (node->error);
  end_node (self, node, outcome);
  pump (self);
}

static void
start_node (SlwRunner *self, SlwNode *node)
{
  SlwRun *run = self->run;
  NodeCall *call;

  node->started = g_get_monotonic_time ();
  node->run
      = slw_step_run_new (node->step->name, node->step->kind, run->platform, node->server, run->ceiling, run->bus);
  slw_step_run_set_assuming (node->run, slw_node_is_assuming (run, self->schedule, node));
  if (slw_restore_node (run, node)) {
    slw_node_publish_started (run, node);
    slw_schedule_finish (self->schedule, node, SLW_OUTCOME_DONE);
    slw_node_publish_finished (self->run, node, SLW_OUTCOME_DONE);
    return;
  }
  slw_recorder_begin_step (self->recorder, node);
  slw_node_publish_started (run, node);
  if (!slw_params_expand (run, self->schedule, node, &node->error)
      || !slw_bus_ask (run->bus, SLW_GATE_STEP, node->run, &node->error)) {
    end_node (self, node, SLW_OUTCOME_FAILED);
    return;
  }
  call = g_new0 (NodeCall, 1);
  call->runner = g_object_ref (self);
  call->node = node;
  slw_driver_run_async (run, node, g_ptr_array_index (self->providers, node->index),
                        g_task_get_cancellable (self->task), on_driven, call);
}

static void
on_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwRunner) self = user_data;

  slw_sweep_finish (result);
  if (!self->detached)
    end_run (self, NULL);
}

static GError *
judge (SlwRunner *self)
{
  GError *error = NULL;

  if (self->aborted_by != NULL && self->lost == NULL)
    return slw_rescue_conclude (self->run, self->schedule, self->aborted_by);
  slw_verdict_of_schedule (self->run, self->schedule, &error);
  if (self->lost != NULL)
    return error != NULL ? error : g_error_copy (self->lost);
  if (self->exceeded != NULL)
    slw_verdict_add_budget (&error, self->exceeded);
  if (self->paused_by != NULL)
    slw_verdict_add_pause (&error, self->run, self->schedule, self->paused_by);
  if (error == NULL && slw_schedule_count (self->schedule, SLW_OUTCOME_BLOCKED) > 0)
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_CANCELLED, "stopped before all steps had started");
  return error;
}

static void
start_all (SlwRunner *self)
{
  SlwNode *node;

  while ((node = slw_schedule_take (self->schedule)) != NULL)
    start_node (self, node);
}

/* Starts what may start; when nothing runs any more, that was it. */
static void
pump (SlwRunner *self)
{
  GError *error;

  start_all (self);
  if (self->aborted_by != NULL && self->lost == NULL && !self->rescuing
      && slw_schedule_count (self->schedule, SLW_OUTCOME_RUNNING) == 0) {
    self->rescuing = TRUE;
    slw_rescue_begin (self->run, self->schedule);
    start_all (self);
  }
  if (slw_schedule_count (self->schedule, SLW_OUTCOME_RUNNING) > 0)
    return;
  g_clear_pointer (&self->requests, slw_requests_free); /* too late for any */
  slw_recorder_end_blocked (self->recorder, self->schedule);
  error = judge (self);
  if (error != NULL)
    end_run (self, error); /* what the jobs have said is still wanted */
  else
    slw_sweep_async (self->run, on_swept, g_object_ref (self));
}

/* --- what is asked meanwhile --- */

void
slw_runner_pause (SlwRunner *self, const char *by)
{
  g_autofree char *why = g_strdup_printf ("the run was paused by %s", by);

  if (self->paused_by != NULL || self->aborted_by != NULL)
    return;
  self->paused_by = g_strdup (by);
  slw_rescue_stop (self->run, self->schedule, why);
  slw_node_publish_stop (self->run, self->schedule, "paused", by);
}

void
slw_runner_abort (SlwRunner *self, const char *by)
{
  if (self->aborted_by != NULL)
    return;
  self->aborted_by = g_strdup (by);
  if (self->at_work)
    slw_rescue_prepare (self->run, self->schedule, by);
  slw_node_publish_stop (self->run, self->schedule, "aborted", by);
}

void
slw_runner_detach (SlwRunner *self)
{
  if (self->ended)
    return;
  self->detached = TRUE;
  end_run (self, g_error_new (SLW_ERROR, SLW_ERROR_CANCELLED,
                              "detached; what is under way goes on on the servers, and `slipway resume %s` follows it",
                              self->run->id));
}

static void
on_request (const char *verb, const char *by, gpointer user_data)
{
  if (g_strcmp0 (verb, SLW_REQUEST_PAUSE) == 0)
    slw_runner_pause (user_data, by);
  else if (g_strcmp0 (verb, SLW_REQUEST_ABORT) == 0)
    slw_runner_abort (user_data, by);
}

/* --- the beginning --- */

static void
on_mustered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwRunner) self = user_data;
  GError *error = NULL;

  if (self->detached)
    return;
  if (!slw_muster_finish (result, self->aborted_by != NULL, &error)
      || (self->providers = slw_assign_providers (self->run, self->schedule, &error)) == NULL) {
    end_run (self, error);
    return;
  }
  self->at_work = TRUE;
  slw_restore_publish (self->run);
  if (self->run->wants_locks)
    self->heartbeat = slw_heartbeat_new (self->run, SLW_HEARTBEAT_MS, on_lost, self);
  if (self->aborted_by != NULL)
    slw_rescue_prepare (self->run, self->schedule, self->aborted_by);
  pump (self);
}

void
slw_runner_run_async (SlwRunner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SlwRun *run = self->run;
  GError *error = NULL;

  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->task, FALSE); /* the verdict says more */
  self->started = g_get_monotonic_time ();
  self->recorder = slw_recorder_new (run);
  slw_restore_servers (run);
  slw_recorder_begin_run (self->recorder);
  slw_run_publish_started (run);
  if (run->aborted_by != NULL)
    slw_runner_abort (self, run->aborted_by);
  if (!slw_assign_check (run, self->schedule, &error) || !slw_locks_take_platform (run, &error)
      || !slw_registry_attach_clients (run->registry, run->bus, &error)) {
    end_run (self, error);
    return;
  }
  if (!run->is_plan)
    self->requests = slw_requests_new (run, on_request, self);
  slw_muster_async (run, cancellable, on_mustered, g_object_ref (self));
}

gboolean
slw_runner_run_finish (SlwRunner *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
