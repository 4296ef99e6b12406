/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-conduct.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"
#include "core/api/slw-step-run-private.h"
#include "core/base/slw-secret-private.h"
#include "core/engine/slw-delivery.h"
#include "core/engine/slw-line-splitter.h"
#include "core/engine/slw-node.h"

#define LAST_LINES 20      /* of output, in an error */
#define JOB_NAME_LENGTH 16 /* hex digits */

typedef struct {
  SlwRun *run;
  SlwNode *node;
  SlwStep *provider;
  SlwAction *action;
  SlwServer *server; /* where it goes */
  char *label;       /* fit for an event */
  char *canonical;
  char *key;
  gint64 journal_id;
  gint64 started;
  SlwLineSplitter *splitter;
  guint on_record[2]; /* lines of stdout and stderr to come that an earlier process of the controller has published */
} Conduct;

static void
conduct_free (gpointer data)
{
  Conduct *conduct = data;

  slw_run_unref (conduct->run);
  g_clear_object (&conduct->provider);
  slw_action_unref (conduct->action);
  g_object_unref (conduct->server);
  g_free (conduct->label);
  g_free (conduct->canonical);
  g_free (conduct->key);
  slw_line_splitter_free (conduct->splitter);
  g_free (conduct);
}

static void
on_line (gboolean is_stderr, const char *line, gpointer user_data)
{
  Conduct *conduct = user_data;
  guint *on_record = &conduct->on_record[is_stderr ? 1 : 0];
  g_autofree char *safe = slw_run_make_safe (line);

  if (!is_stderr && conduct->provider != NULL)
    slw_node_hand_line (conduct->node, conduct->provider, line);
  if (*on_record > 0)
    (*on_record)--;
  else
    slw_run_publish (conduct->run, SLW_TOPIC_ACTION_OUTPUT, "server", "s", slw_server_get_name (conduct->node->server),
                     "step", "s", conduct->node->step->name, "stream", "s", is_stderr ? "stderr" : "stdout", "line",
                     "s", safe, NULL);
}

/* Digest of the canonical form, the step and the server: what an action is known by, across runs of the controller. */
static char *
make_key (Conduct *conduct)
{
  g_autofree char *text = g_strconcat (conduct->node->step->name, "\n", slw_server_get_name (conduct->node->server),
                                       "\n", slw_server_get_name (conduct->server), "\n", conduct->canonical, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static Conduct *
conduct_new (SlwRun *run, SlwNode *node, SlwStep *provider, SlwAction *action)
{
  Conduct *conduct = g_new0 (Conduct, 1);

  conduct->run = slw_run_ref (run);
  conduct->node = node;
  conduct->provider = provider != NULL ? g_object_ref (provider) : NULL;
  conduct->action = slw_action_ref (action);
  conduct->server = g_object_ref (action->server != NULL ? action->server : node->server);
  conduct->label = slw_run_make_safe (action->label);
  conduct->canonical = slw_action_to_canonical (action);
  conduct->key = make_key (conduct);
  conduct->splitter = slw_line_splitter_new (on_line, conduct);
  conduct->started = g_get_monotonic_time ();
  return conduct;
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Conduct *conduct = user_data;

  if (!conduct->action->secret_result)
    slw_line_splitter_add (conduct->splitter, is_stderr, data, length);
}

static void
publish_started (Conduct *conduct, const char *described, gboolean assumed)
{
  slw_run_publish (conduct->run, SLW_TOPIC_ACTION_STARTED, "server", "s", slw_server_get_name (conduct->node->server),
                   "step", "s", conduct->node->step->name, "label", "s", conduct->label, "effect", "s",
                   slw_effect_to_string (conduct->action->effect), "describe", "s", described, "assumed", "b", assumed,
                   "key", "s", conduct->key, NULL);
}

static void
publish_finished (Conduct *conduct, int status)
{
  slw_run_publish (conduct->run, SLW_TOPIC_ACTION_FINISHED, "server", "s", slw_server_get_name (conduct->node->server),
                   "step", "s", conduct->node->step->name, "label", "s", conduct->label, "status", "i", status,
                   "seconds", "d", (g_get_monotonic_time () - conduct->started) / (double) G_USEC_PER_SEC, NULL);
}

static void
set_status_error (Conduct *conduct, SlwResult *result, GError **error)
{
  const char *text
      = *slw_result_get_errors (result) != '\0' ? slw_result_get_errors (result) : slw_result_get_output (result);
  g_autofree char *last = conduct->action->secret_result ? NULL : slw_text_last_lines (text, LAST_LINES);
  g_autofree char *safe = slw_run_make_safe (last);
  g_autofree char *described = slw_action_describe (conduct->action);
  gboolean http = conduct->action->type == SLW_ACTION_HTTP;

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: “%s” %s %d%s%s", conduct->action->label, described,
               http ? "was answered with" : "ended with status", slw_result_get_status (result),
               *safe != '\0' ? ":\n" : "", safe);
}

static gboolean
is_above_cache (const SlwAction *action)
{
  return action->effect > SLW_EFFECT_CACHE;
}

/* In a plan, what is read after something was assumed may well be missing: that is no failure of the plan. */
static SlwResult *
assume_instead (Conduct *conduct)
{
  if (!conduct->run->is_plan || !slw_step_run_is_assuming (conduct->node->run))
    return NULL;
  return slw_result_new_assumed (conduct->action);
}

static void
on_sent (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Conduct *conduct = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean known;
  g_autoptr (SlwResult) result = slw_delivery_send_finish (async, &known, &error);
  gboolean hide = conduct->action->secret_result;
  int status = result != NULL ? slw_result_get_status (result) : SLW_STATUS_NO_ANSWER;

  slw_line_splitter_end (conduct->splitter);
  if (result != NULL && hide) /* registers it with the redactor before anything is written */
    g_clear_pointer (&(SlwSecret *){ slw_result_dup_secret (result) }, slw_secret_unref);
  if (known) /* else it has no outcome yet */
    slw_journal_conclude (conduct->run->journal, conduct->journal_id, status,
                          result == NULL || hide ? NULL : slw_result_get_output (result),
                          result == NULL || hide ? 0 : slw_result_get_output_length (result),
                          result != NULL ? slw_result_get_errors (result) : error->message);
  publish_finished (conduct, status);
  if (result != NULL && !slw_action_is_expected (conduct->action, status))
    set_status_error (conduct, result, &error);
  if (error == NULL) {
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) slw_result_unref);
    return;
  }
  g_clear_pointer (&result, slw_result_unref);
  result = assume_instead (conduct);
  if (result != NULL)
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) slw_result_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
tell_controller (Conduct *conduct)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (program != NULL)
    slw_action_set_env (conduct->action, "SLIPWAY", program);
  slw_action_set_env (conduct->action, "SLIPWAY_RUN", conduct->run->id);
}

/* Counts how often this very action was sent in the run. */
static guint
count_intent (Conduct *conduct)
{
  GHashTable *intents = conduct->run->intents;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (intents, conduct->key)) + 1;

  g_hash_table_replace (intents, g_strdup (conduct->key), GUINT_TO_POINTER (count));
  return count;
}

/* The same for the same occurrence of the action in the run, whichever process of the controller asks. */
static char *
make_job_name (Conduct *conduct)
{
  g_autofree char *text = g_strdup_printf ("%s\n%u", conduct->key, count_intent (conduct));
  char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  name[JOB_NAME_LENGTH] = '\0';
  return name;
}

static void
count_change (Conduct *conduct)
{
  if (conduct->action->effect > SLW_EFFECT_READ)
    g_hash_table_add (conduct->run->touched, conduct->server);
  if (!is_above_cache (conduct->action))
    return;
  g_hash_table_add (conduct->run->changed, conduct->server);
  conduct->run->mutations++;
  conduct->node->mutations++;
}

static void
send_action (GTask *task)
{
  Conduct *conduct = g_task_get_task_data (task);
  g_autofree char *described = slw_action_describe (conduct->action);
  g_autofree char *job = slw_delivery_is_job (conduct->action) ? make_job_name (conduct) : NULL;

  publish_started (conduct, described, FALSE);
  if (conduct->action->on_controller) /* after its key was made: they differ from run to run */
    tell_controller (conduct);
  count_change (conduct);
  slw_delivery_send_async (conduct->run, conduct->node, conduct->action, conduct->server, job, on_output, conduct,
                           g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

static void
on_flushed (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!slw_journal_flush_finish (SLW_JOURNAL (source), async, &error)) {
    g_prefix_error (&error, "nothing was sent, because it could not be written to the journal: ");
    g_task_return_error (task, error);
    return;
  }
  send_action (task);
}

static void
intend (Conduct *conduct)
{
  g_autofree char *described = slw_action_describe (conduct->action);

  conduct->journal_id
      = slw_journal_intend (conduct->run->journal, conduct->node->journal_id, conduct->key, conduct->action->label,
                            conduct->action->effect, conduct->canonical, described);
}

/* Above the ceiling: a plan shows it and goes on, any other run stops there. */
static void
answer_above_ceiling (GTask *task, Conduct *conduct)
{
  SlwAction *action = conduct->action;
  g_autofree char *described = slw_action_describe (action);

  if (!conduct->run->is_plan) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CEILING, "%s is %s, above the ceiling %s of this run",
                             action->label, slw_effect_to_string (action->effect),
                             slw_effect_to_string (conduct->run->ceiling));
    return;
  }
  publish_started (conduct, described, TRUE);
  if (is_above_cache (action)) { /* a cache that was not filled makes nothing untrue that is read after it */
    conduct->run->mutations++;
    conduct->node->mutations++;
    g_hash_table_add (conduct->run->assumed, conduct->node->server);
    g_hash_table_add (conduct->run->assumed, conduct->server);
    slw_step_run_set_assuming (conduct->node->run, TRUE);
  }
  g_task_return_pointer (task, slw_result_new_assumed (action), (GDestroyNotify) slw_result_unref);
}

/* Its outcome of then counts. */
static void
answer_from_record (GTask *task, Conduct *conduct, const SlwJournalAction *record)
{
  g_autoptr (GBytes) output = g_bytes_new (record->output, record->output != NULL ? strlen (record->output) : 0);
  g_autoptr (GBytes) errors = g_bytes_new (record->errors, record->errors != NULL ? strlen (record->errors) : 0);
  g_autofree char *described = slw_action_describe (conduct->action);
  SlwResult *result = slw_result_new (record->status, output, errors);

  slw_result_set_truncated (result, !record->output_is_exact);
  slw_result_set_recorded (result);
  publish_started (conduct, described, FALSE);
  publish_finished (conduct, record->status);
  g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
}

/* What an earlier process has sent and not heard of is sent again under the name of then, so that a job is found where it is;
 * what failed then may be tried anew. %TRUE when nothing more is to do. */
static gboolean
consult_record (GTask *task, Conduct *conduct)
{
  const SlwJournalAction *record;

  while (conduct->run->fold != NULL && (record = slw_fold_take_action (conduct->run->fold, conduct->key)) != NULL) {
    if (!record->has_outcome) {
      conduct->journal_id = record->id;
      for (guint i = 0; i < G_N_ELEMENTS (conduct->on_record); i++)
        conduct->on_record[i] = slw_fold_count_lines (conduct->run->fold, record, i == 1);
      return FALSE;
    }
    count_intent (conduct);
    if (slw_fold_may_answer (conduct->run->fold, record, conduct->action)) {
      count_change (conduct);
      answer_from_record (task, conduct, record);
      return TRUE;
    }
  }
  return FALSE;
}

void
slw_conduct_async (SlwRun *run,
                   SlwNode *node,
                   SlwStep *provider,
                   SlwAction *action,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Conduct *conduct = conduct_new (run, node, provider, action);
  GError *error = NULL;

  g_task_set_source_tag (task, slw_conduct_async);
  g_task_set_check_cancellable (task, FALSE); /* who was cancelled says more about it */
  g_task_set_task_data (task, conduct, conduct_free);
  if (action->effect > run->ceiling) {
    answer_above_ceiling (task, conduct);
    return;
  }
  slw_step_run_set_target (node->run, conduct->server);
  if (is_above_cache (action) && !g_hash_table_contains (run->changed, conduct->server)
      && !slw_bus_ask (run->bus, SLW_GATE_CHANGE, node->run, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (action->effect != SLW_EFFECT_READ && consult_record (task, conduct))
    return;
  if (conduct->journal_id == 0)
    intend (conduct);
  if (action->effect == SLW_EFFECT_READ)
    send_action (task);
  else
    slw_journal_flush_async (run->journal, cancellable, on_flushed, g_steal_pointer (&task));
}

SlwResult *
slw_conduct_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
