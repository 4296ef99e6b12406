/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-driver.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-directive-private.h"
#include "core/api/slw-step-run-private.h"
#include "core/engine/slw-conduct.h"
#include "core/engine/slw-heap.h"
#include "core/engine/slw-node.h"
#include "core/engine/slw-own-work.h"
#include "core/engine/slw-pause.h"

#define CALLS_MAX 100000              /* a provider that polls a task each second for a day needs 86,400 */
#define ACTIONS_MAX_WITHOUT_WAIT 1000 /* a provider that never waits and never ends */
#define SLOW_CALL_USEC (100 * 1000)
#define WAIT_NOTES 5 /* of a step run; after them one each WAIT_NOTE_USEC */
#define WAIT_NOTE_USEC (60 * G_USEC_PER_SEC)
#define PLAN_PATIENCE 60            /* seconds that a step of a plan may wait */
#define KEPT_MAX (64 * 1024 * 1024) /* what a step may take in next () and keep */
#define HANDED_OVER (64 * 1024)     /* of it, what one call may hand over, which the core frees later */

typedef struct {
  SlwRun *run;
  SlwNode *node;
  SlwStep *provider;
  SlwResult *last;
  gint64 started; /* by the monotonic clock, in microseconds */
  guint patience; /* seconds */
  guint calls;
  guint actions; /* since the last wait */
  gint64 kept;   /* bytes that next () took and did not give back, but for what it handed over */
  char *reason;  /* of the wait */
  char *noted;   /* how the reason begins that was noted last */
  gint64 noted_at;
  guint wait_notes;
  SlwOutcome outcome;
  char *summary;
} Driver;

static void ask_next (GTask *task);

static void
driver_free (gpointer data)
{
  Driver *driver = data;

  slw_run_unref (driver->run);
  g_object_unref (driver->provider);
  g_clear_pointer (&driver->last, slw_result_unref);
  g_free (driver->reason);
  g_free (driver->noted);
  g_free (driver->summary);
  g_free (driver);
}

static void
finish (GTask *task, SlwOutcome outcome, const char *summary)
{
  Driver *driver = g_task_get_task_data (task);

  driver->outcome = outcome;
  driver->summary = slw_run_make_safe (summary);
  g_task_return_boolean (task, TRUE);
}

/* The findings that forbid the run, as one error. */
static GError *
collect_inhibitors (SlwStepRun *run)
{
  GPtrArray *findings = slw_step_run_get_findings (run);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const SlwFinding *finding = g_ptr_array_index (findings, i);

    if (finding->severity != SLW_SEVERITY_INHIBITOR)
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", finding->title);
    if (*finding->remedy != '\0')
      g_string_append_printf (text, "; %s", finding->remedy);
  }
  return text->len > 0 ? g_error_new_literal (SLW_ERROR, SLW_ERROR_REFUSED, text->str) : NULL;
}

/* What it asked to be watched, when this run changes anything. */
static void
watch (Driver *driver)
{
  GPtrArray *requests = slw_step_run_get_watches (driver->node->run);

  if (driver->run->is_plan || driver->run->ceiling < SLW_EFFECT_MUTATE)
    return;
  for (guint i = 0; i < requests->len; i++)
    slw_watcher_add (driver->run->watcher, driver->node->server, driver->node->step->name, driver->node->journal_id,
                     g_ptr_array_index (requests, i));
}

static void
finish_done (GTask *task, const char *summary)
{
  Driver *driver = g_task_get_task_data (task);
  GError *error = collect_inhibitors (driver->node->run);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  watch (driver);
  finish (task, SLW_OUTCOME_DONE, summary);
}

static void
on_conducted (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Driver *driver = g_task_get_task_data (task);
  GError *error = NULL;
  SlwResult *result = slw_conduct_finish (async, &error);

  if (result != NULL) {
    g_clear_pointer (&driver->last, slw_result_unref);
    driver->last = result;
    ask_next (task);
    return;
  }
  if (!g_error_matches (error, SLW_ERROR, SLW_ERROR_CEILING)) {
    g_task_return_error (task, error);
    return;
  }
  finish (task, SLW_OUTCOME_CEILING, error->message);
  g_error_free (error);
}

/* What no honest READ can be. What a command does nobody can know, and POST is how some APIs are asked. */
static gboolean
is_lie (const SlwAction *action)
{
  static const char *const writing[] = { "PUT", "DELETE", "PATCH", NULL };

  if (action->effect != SLW_EFFECT_READ)
    return FALSE;
  return action->type == SLW_ACTION_PUT
         || (action->type == SLW_ACTION_HTTP && g_strv_contains (writing, action->method));
}

static void
act (GTask *task, SlwAction *action)
{
  Driver *driver = g_task_get_task_data (task);

  if (is_lie (action)) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_PLUGIN,
                             "plugin %s says of “%s” that it only reads, and it would write; it was not sent",
                             driver->node->plugin, action->label);
    return;
  }
  if (++driver->actions > ACTIONS_MAX_WITHOUT_WAIT) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_PLUGIN,
                             "plugin %s: %u actions in one step without a wait; it seems never to end",
                             driver->node->plugin, driver->actions - 1);
    return;
  }
  slw_conduct_async (driver->run, driver->node, driver->provider, action, g_task_get_cancellable (task), on_conducted,
                     g_object_ref (task));
}

static void
on_waited (GTask *task)
{
  Driver *driver = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CANCELLED, "cancelled while it waited: %s", driver->reason);
  else
    ask_next (task);
}

/* Whether the step may go on for @seconds more. What is under way is never cut off here: an action has a timeout of its own, and
 * no package manager is to die of this one. */
static gboolean
check_deadline (Driver *driver, guint seconds, const char *reason, GError **error)
{
  gint64 took = (g_get_monotonic_time () - driver->started) / G_USEC_PER_SEC;
  g_autofree char *safe = slw_run_make_safe (reason);

  if (took + seconds <= driver->patience)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT,
               "plugin %s is not done after %" G_GINT64_FORMAT " s and would go on beyond the %u s that %s%s%s",
               driver->node->plugin, took, driver->patience,
               driver->run->is_plan ? "a plan waits" : "the step has; Timeout= in the pipeline gives it more",
               *safe != '\0' ? ": " : "", safe);
  return FALSE;
}

/* For the journal. A plan is compared with others, and how long it waited is no part of it. */
static void
note_wait (Driver *driver, const char *reason)
{
  g_autofree char *beginning = g_strndup (reason, strcspn (reason, "(0123456789"));
  gint64 now = g_get_monotonic_time ();

  if (driver->run->is_plan || *reason == '\0' || g_strcmp0 (driver->noted, beginning) == 0
      || (driver->wait_notes >= WAIT_NOTES && now - driver->noted_at < WAIT_NOTE_USEC))
    return;
  g_free (driver->noted);
  driver->noted = g_steal_pointer (&beginning);
  driver->noted_at = now;
  driver->wait_notes++;
  slw_step_run_add_note (driver->node->run, SLW_DRIVER_WAITS "%s", reason);
}

static void
begin_wait (GTask *task, guint seconds, const char *reason)
{
  Driver *driver = g_task_get_task_data (task);
  GError *error = NULL;

  driver->actions = 0;
  if (driver->run->is_plan && slw_step_run_is_assuming (driver->node->run)) {
    /* what it waits for will not come: the action that would bring it was only assumed */
    finish_done (task, reason);
    return;
  }
  if (!check_deadline (driver, seconds, reason, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_free (driver->reason);
  driver->reason = slw_run_make_safe (reason);
  note_wait (driver, reason != NULL ? reason : "");
  slw_pause_begin (task, driver->run->halt, seconds, on_waited);
}

/* Tells once of a provider that takes and takes; the program would not say who it was when there is no more. */
static void
watch_heap (Driver *driver, gint64 grown)
{
  gboolean known = driver->kept > KEPT_MAX;

  driver->kept = MAX (driver->kept + grown - HANDED_OVER, 0);
  if (!known && driver->kept > KEPT_MAX)
    slw_step_run_add_note (driver->node->run, "plugin %s keeps %d MiB of memory after %u calls of next(); it may leak",
                           driver->node->plugin, (int) (driver->kept / (1024 * 1024)), driver->calls);
}

/* One call of foreign code, watched. */
static SlwDirective *
call_next (Driver *driver, GError **error)
{
  const SlwNode *node = driver->node;
  gint64 before = g_get_monotonic_time ();
  gint64 heap = slw_heap_get_bytes ();
  g_autoptr (GError) local = NULL;
  g_autoptr (SlwDirective) directive = NULL;
  SlwBlame blame;
  gint64 took;

  slw_node_blame (node, &blame);
  directive = slw_step_next (driver->provider, node->run, driver->last, &local);
  slw_blame_end (&blame);
  took = g_get_monotonic_time () - before;
  watch_heap (driver, slw_heap_get_bytes () - heap);
  if (took > SLOW_CALL_USEC)
    slw_step_run_add_note (driver->node->run, "plugin %s kept the main loop waiting for %d ms in next()",
                           driver->node->plugin, (int) (took / 1000));
  if (directive != NULL && local == NULL)
    return g_steal_pointer (&directive);
  if (directive != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s said what comes next and failed at once: %s",
                 driver->node->plugin, local->message);
  else if (local == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s failed and gave no reason", driver->node->plugin);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static void
ask_next (GTask *task)
{
  Driver *driver = g_task_get_task_data (task);
  g_autoptr (SlwDirective) directive = NULL;
  GError *error = NULL;

  if (g_cancellable_is_cancelled (driver->run->halt))
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_CANCELLED,
                         "let go of after an action, because a step with OnFailure=stop-all failed");
  else if (++driver->calls > CALLS_MAX)
    g_set_error (&error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s was asked %u times what comes next, and never ended",
                 driver->node->plugin, CALLS_MAX);
  else if (check_deadline (driver, 0, driver->reason, &error))
    directive = call_next (driver, &error);
  if (directive == NULL) {
    g_task_return_error (task, error);
    return;
  }
  switch (directive->type) {
  case SLW_DIRECTIVE_ACT:
    act (task, directive->action);
    break;
  case SLW_DIRECTIVE_WAIT:
    slw_step_run_set_progress (driver->node->run, -1, directive->text);
    begin_wait (task, directive->seconds, directive->text);
    break;
  case SLW_DIRECTIVE_DONE:
    finish_done (task, directive->text);
    break;
  }
}

static void
on_own_work (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (slw_own_work_finish (async, &error))
    finish_done (task, NULL);
  else
    g_task_return_error (task, error);
}

void
slw_driver_run_async (SlwRun *run,
                      SlwNode *node,
                      SlwStep *provider,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Driver *driver = g_new0 (Driver, 1);
  SlwStepInterface *iface = SLW_STEP_GET_IFACE (provider);

  driver->run = slw_run_ref (run);
  driver->node = node;
  driver->provider = g_object_ref (provider);
  driver->started = g_get_monotonic_time ();
  driver->patience = run->is_plan ? MIN (node->step->timeout, PLAN_PATIENCE) : node->step->timeout;
  g_task_set_source_tag (task, slw_driver_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, driver, driver_free);
  if (iface->run_async != NULL && run->is_plan)
    finish (task, SLW_OUTCOME_CEILING, "does its own work, which cannot be foreseen");
  else if (iface->run_async != NULL)
    slw_own_work_async (node, provider, driver->patience, cancellable, on_own_work, g_steal_pointer (&task));
  else if (iface->next != NULL)
    ask_next (task);
  else
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s implements neither next nor run_async",
                             node->plugin);
}

gboolean
slw_driver_run_finish (GAsyncResult *result, SlwOutcome *outcome, char **summary, GError **error)
{
  GTask *task = G_TASK (result);
  Driver *driver = g_task_get_task_data (task);

  if (!g_task_propagate_boolean (task, error))
    return FALSE;
  *outcome = driver->outcome;
  *summary = g_strdup (driver->summary);
  return TRUE;
}
