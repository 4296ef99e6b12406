/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-runner.h"

#include <slipway/slw-error.h>

#include "core/api/slw-step-run-private.h"
#include "core/engine/slw-driver.h"
#include "core/engine/slw-muster.h"
#include "core/engine/slw-params.h"
#include "core/engine/slw-recorder.h"
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
  guint failures;
  gboolean over_budget;
  gboolean locked;
};

G_DEFINE_TYPE (SlwRunner, slw_runner, G_TYPE_OBJECT)

static void pump (SlwRunner *self);

static void
slw_runner_finalize (GObject *object)
{
  SlwRunner *self = SLW_RUNNER (object);

  g_clear_object (&self->schedule);
  g_clear_pointer (&self->recorder, slw_recorder_free);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
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
  self->providers = g_ptr_array_new ();
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

void
slw_runner_stop (SlwRunner *self, const char *why)
{
  slw_schedule_stop (self->schedule, why);
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
  if (end != NULL)
    g_task_return_error (task, g_error_copy (end));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end_run (SlwRunner *self, GError *error)
{
  SlwRun *run = self->run;
  const char *outcome;
  const char *message;

  slw_watcher_stop (run->watcher);
  slw_verdict_tidy_error (&error);
  outcome = slw_verdict_get_outcome (error);
  message = error != NULL ? error->message : "";
  slw_journal_end_run (run->journal, run->id, outcome, message);
  if (self->locked)
    slw_journal_unlock (run->journal, slw_platform_get_name (run->platform), run->id, NULL);
  slw_run_publish (run, SLW_TOPIC_RUN_FINISHED, "run", "s", run->id, "outcome", "s", outcome, "message", "s", message,
                   "seconds", "d", (g_get_monotonic_time () - self->started) / (double) G_USEC_PER_SEC, NULL);
  /* Not before: they hear of the end, too. */
  slw_registry_detach_clients (run->registry, run->bus);
  if (error != NULL)
    g_task_set_task_data (self->task, error, (GDestroyNotify) g_error_free);
  slw_journal_flush_async (run->journal, NULL, on_end_flushed, self);
}

/* --- one step run --- */

static SlwOutcome
outcome_of_error (const GError *error)
{
  if (g_error_matches (error, SLW_ERROR, SLW_ERROR_UNREACHABLE))
    return SLW_OUTCOME_UNREACHABLE;
  return SLW_OUTCOME_FAILED;
}

static void
count_failure (SlwRunner *self)
{
  if (self->run->budget < 0 || ++self->failures <= (guint) self->run->budget)
    return;
  self->over_budget = TRUE;
  slw_schedule_stop (self->schedule, "the failure budget is exceeded");
}

static void
publish_finished (SlwRunner *self, SlwNode *node, SlwOutcome outcome)
{
  const char *message = node->error != NULL ? node->error->message : node->message;
  gint64 time = node->started > 0 ? g_get_monotonic_time () - node->started : 0;

  slw_run_publish (self->run, SLW_TOPIC_STEP_FINISHED, "server", "s", slw_server_get_name (node->server), "step", "s",
                   node->step->name, "outcome", "s", slw_outcome_to_string (outcome), "message", "s",
                   message != NULL ? message : "", "seconds", "d", time / (double) G_USEC_PER_SEC, "mutations", "u",
                   node->mutations, NULL);
}

static void
end_node (SlwRunner *self, SlwNode *node, SlwOutcome outcome)
{
  slw_verdict_tidy_error (&node->error);
  slw_recorder_end_step (self->recorder, node, outcome);
  slw_schedule_finish (self->schedule, node, outcome);
  publish_finished (self, node, outcome);
  if (node->error != NULL)
    count_failure (self);
}

/* Those that never started, with the reason. */
static void
end_blocked (SlwRunner *self)
{
  GPtrArray *nodes = slw_schedule_get_nodes (self->schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->journal_id != 0 || (node->outcome != SLW_OUTCOME_BLOCKED && node->outcome != SLW_OUTCOME_CEILING))
      continue;
    slw_recorder_add_blocked (self->recorder, node);
    publish_finished (self, node, node->outcome);
  }
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

  if (!slw_driver_run_finish (result, &outcome, &node->message, &node->error))
    outcome = outcome_of_error (node->error);
  end_node (self, node, outcome);
  pump (self);
}

static gboolean
is_assuming (SlwRunner *self, const SlwNode *node)
{
  GPtrArray *nodes = slw_schedule_get_nodes (self->schedule);

  if (g_hash_table_contains (self->run->assumed, node->server))
    return TRUE;
  for (guint i = 0; i < node->index; i++) {
    const SlwNode *other = g_ptr_array_index (nodes, i);

    if (slw_schedule_depends_on (node, other) && g_hash_table_contains (self->run->assumed, other->server))
      return TRUE;
  }
  return FALSE;
}

static void
publish_started (SlwRunner *self, SlwNode *node)
{
  slw_run_publish (self->run, SLW_TOPIC_STEP_STARTED, "server", "s", slw_server_get_name (node->server), "step", "s",
                   node->step->name, "kind", "s", node->step->kind, "plugin", "s", node->plugin, NULL);
}

static void
start_node (SlwRunner *self, SlwNode *node)
{
  SlwRun *run = self->run;
  NodeCall *call;

  node->started = g_get_monotonic_time ();
  node->run
      = slw_step_run_new (node->step->name, node->step->kind, run->platform, node->server, run->ceiling, run->bus);
  slw_step_run_set_assuming (node->run, is_assuming (self, node));
  if (slw_restore_node (run, node)) {
    publish_started (self, node);
    slw_schedule_finish (self->schedule, node, SLW_OUTCOME_DONE);
    publish_finished (self, node, SLW_OUTCOME_DONE);
    return;
  }
  slw_recorder_begin_step (self->recorder, node);
  publish_started (self, node);
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
  end_run (self, NULL);
}

/* Starts what may start; when nothing runs any more, that was it. */
static void
pump (SlwRunner *self)
{
  SlwNode *node;
  GError *error = NULL;

  while ((node = slw_schedule_take (self->schedule)) != NULL)
    start_node (self, node);
  if (slw_schedule_count (self->schedule, SLW_OUTCOME_RUNNING) > 0)
    return;
  end_blocked (self);
  slw_verdict_of_schedule (self->run, self->schedule, &error);
  if (self->over_budget)
    error->code = SLW_ERROR_BUDGET;
  if (error == NULL && slw_schedule_count (self->schedule, SLW_OUTCOME_BLOCKED) > 0)
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_CANCELLED, "stopped before all steps had started");
  if (error != NULL)
    end_run (self, error); /* what the jobs have said is still wanted */
  else
    slw_sweep_async (self->run, on_swept, g_object_ref (self));
}

/* --- the beginning --- */

static gboolean
claim_all (SlwRunner *self, GError **error)
{
  GPtrArray *nodes = slw_schedule_get_nodes (self->schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);
    const char *plugin = NULL;
    SlwStep *provider = slw_registry_claim (self->run->registry, node->step->kind, node->server, node->step->provider,
                                            &plugin, error);

    if (provider == NULL) {
      g_prefix_error (error, "%s: step “%s”: ", slw_server_get_name (node->server), node->step->name);
      return FALSE;
    }
    node->plugin = g_strdup (plugin);
    g_ptr_array_add (self->providers, provider);
  }
  return TRUE;
}

static void
on_mustered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwRunner) self = user_data;
  GError *error = NULL;

  if (!slw_muster_finish (result, &error)) {
    g_autofree char *missing = g_strdup (error->message);

    g_free (error->message);
    error->message = g_strconcat (missing,
                                  self->run->fold != NULL ? "\nNothing more was changed on any server."
                                                          : "\nNothing was changed on any server.",
                                  NULL);
  }
  if (error != NULL || !claim_all (self, &error))
    end_run (self, error);
  else
    pump (self);
}

/* Nothing to do on those selected is a mistake of whoever called, not an empty success. */
static gboolean
check_servers (SlwRunner *self, GError **error)
{
  if (!slw_run_check_roles (self->run, error))
    return FALSE;
  if (slw_schedule_get_nodes (self->schedule)->len > 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "pipeline %s has no step for the selected servers",
               slw_pipeline_get_name (self->run->pipeline));
  return FALSE;
}

static gboolean
take_lock (SlwRunner *self, GError **error)
{
  g_autofree char *owner = g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
  g_autofree char *note = NULL;

  if (self->run->is_plan) /* reads only */
    return TRUE;
  self->locked = slw_journal_lock (self->run->journal, slw_platform_get_name (self->run->platform), self->run->id,
                                   owner, NULL, &note, error);
  if (note != NULL)
    slw_run_publish (self->run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", note, NULL);
  return self->locked;
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
  slw_recorder_begin_run (self->recorder);
  slw_run_publish_started (run);
  if (!check_servers (self, &error) || !take_lock (self, &error)
      || !slw_registry_attach_clients (run->registry, run->bus, &error)) {
    end_run (self, error);
    return;
  }
  slw_muster_async (run, cancellable, on_mustered, g_object_ref (self));
}

gboolean
slw_runner_run_finish (SlwRunner *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
