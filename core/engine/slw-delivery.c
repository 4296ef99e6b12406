/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-delivery.h"

#include <slipway/slw-error.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-server-private.h"
#include "core/engine/slw-locks.h"
#include "core/engine/slw-pause.h"
#include "core/remote/slw-lock.h"

#define FIRST_PAUSE 1    /* seconds */
#define LONGEST_PAUSE 15 /* seconds */

typedef struct {
  SlwRun *run;
  SlwNode *node;
  SlwAction *action;
  SlwAction *question; /* that comes first: is the lock still held? */
  SlwServer *server;
  SlwJob *job;
  SlwOutputFunc on_output;
  gpointer output_data;
  gint64 lost;   /* when the link was lost, by the monotonic clock in microseconds; 0: it was not */
  guint pause;   /* seconds, the next one */
  GError *error; /* of the link that was lost */
} Delivery;

static void send_it (GTask *task);

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  slw_run_unref (delivery->run);
  slw_action_unref (delivery->action);
  g_clear_pointer (&delivery->question, slw_action_unref);
  g_object_unref (delivery->server);
  g_clear_pointer (&delivery->job, slw_job_free);
  g_clear_error (&delivery->error);
  g_free (delivery);
}

gboolean
slw_delivery_is_job (const SlwAction *action)
{
  return action->type == SLW_ACTION_EXEC && action->effect > SLW_EFFECT_READ && !action->on_controller
         && !action->unprivileged && !action->secret_result && action->file == NULL;
}

/* What is done elsewhere, or without root's rights, cannot look at the server's lock when it starts: the question comes just
 * before. */
static gboolean
needs_question (const SlwAction *action)
{
  return action->type == SLW_ACTION_HTTP || action->on_controller || action->unprivileged;
}

/* Whether sending it again does no harm. */
static gboolean
may_repeat (const Delivery *delivery)
{
  SlwActionType type = delivery->action->type;

  if (delivery->question != NULL)
    return TRUE;
  if (delivery->job != NULL && slw_job_was_sent (delivery->job))
    return TRUE;
  return delivery->action->effect == SLW_EFFECT_READ && !delivery->action->on_controller
         && (type == SLW_ACTION_EXEC || type == SLW_ACTION_GET);
}

static void
tell (const Delivery *delivery, const char *text)
{
  slw_run_publish (delivery->run, SLW_TOPIC_STEP_NOTE, "server", "s", slw_server_get_name (delivery->node->server),
                   "step", "s", delivery->node->step->name, "text", "s", text, NULL);
}

/* What is still under way there is no failure of the server, and is said to whoever reads the error. */
static void
fail (GTask *task, GError *error)
{
  Delivery *delivery = g_task_get_task_data (task);

  if (delivery->job != NULL && slw_job_get_state (delivery->job) == SLW_JOB_RUNNING)
    g_prefix_error (&error, "“%s” was at work there, and `slipway resume %s` finds out what became of it: ",
                    delivery->action->label, delivery->run->id);
  g_task_return_error (task, error);
}

static void
on_pause_over (GTask *task)
{
  Delivery *delivery = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    fail (task, g_steal_pointer (&delivery->error));
  else
    send_it (task);
}

/* A link that was there again, if only for a moment, begins the count anew. */
static gboolean
is_patient (Delivery *delivery)
{
  gint64 now = g_get_monotonic_time ();

  if (delivery->lost == 0) {
    delivery->lost = now;
    delivery->pause = FIRST_PAUSE;
  }
  return (now - delivery->lost) / G_USEC_PER_SEC < delivery->run->reconnect;
}

static void
take_error (GTask *task, GError *error)
{
  Delivery *delivery = g_task_get_task_data (task);
  g_autofree char *safe = NULL;
  g_autofree char *text = NULL;

  if (!g_error_matches (error, SLW_ERROR, SLW_ERROR_UNREACHABLE) || !may_repeat (delivery)
      || g_cancellable_is_cancelled (g_task_get_cancellable (task)) || !is_patient (delivery)) {
    fail (task, error);
    return;
  }
  safe = slw_run_make_safe (error->message);
  text = g_strdup_printf ("%s; it is called again in %u s", safe, delivery->pause);
  tell (delivery, text);
  g_clear_error (&delivery->error);
  delivery->error = error;
  slw_pause_begin (task, NULL, delivery->pause, on_pause_over);
  delivery->pause = MIN (delivery->pause * 2, LONGEST_PAUSE);
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Delivery *delivery = user_data;

  if (delivery->lost != 0)
    tell (delivery, "the link is there again");
  delivery->lost = 0;
  if (delivery->on_output != NULL)
    delivery->on_output (is_stderr, data, length, delivery->output_data);
}

static void
on_sent (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Delivery *delivery = g_task_get_task_data (task);
  SlwResult *result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);

  if (delivery->job != NULL && slw_job_was_sent (delivery->job))
    g_hash_table_add (delivery->run->job_servers, delivery->server);
  if (result == NULL) {
    take_error (task, error);
  } else if (delivery->question != NULL) {
    slw_result_unref (result);
    g_clear_pointer (&delivery->question, slw_action_unref);
    send_it (task);
  } else {
    g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
  }
}

static void
send_it (GTask *task)
{
  Delivery *delivery = g_task_get_task_data (task);
  SlwAction *action = delivery->question != NULL ? delivery->question : delivery->action;

  slw_dispatcher_send_async (delivery->run->dispatcher, action, delivery->server, delivery->job, on_output, delivery,
                             g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

static void
begin (GTask *task)
{
  Delivery *delivery = g_task_get_task_data (task);
  const SlwFence *fence = slw_server_get_fence (delivery->server);

  if (fence != NULL && delivery->action->effect > SLW_EFFECT_READ && needs_question (delivery->action))
    delivery->question = slw_lock_new_keep (fence);
  send_it (task);
}

static void
on_locked (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (slw_locks_take_finish (async, &error))
    begin (task);
  else
    g_task_return_error (task, error);
}

/* A step may want something of a server that was not selected, or was away. */
static gboolean
lacks_lock (const Delivery *delivery)
{
  return delivery->run->wants_locks && delivery->action->effect > SLW_EFFECT_READ
         && !g_hash_table_contains (delivery->run->locked, delivery->server);
}

void
slw_delivery_send_async (SlwRun *run,
                         SlwNode *node,
                         SlwAction *action,
                         SlwServer *server,
                         const char *job,
                         SlwOutputFunc on_output_func,
                         gpointer output_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Delivery *delivery = g_new0 (Delivery, 1);

  g_task_set_source_tag (task, slw_delivery_send_async);
  g_task_set_check_cancellable (task, FALSE);
  delivery->run = slw_run_ref (run);
  delivery->node = node;
  delivery->action = slw_action_ref (action);
  delivery->server = g_object_ref (server);
  if (job != NULL)
    delivery->job = slw_job_new (run->job_folder, job, action->output_limit);
  delivery->on_output = on_output_func;
  delivery->output_data = output_data;
  g_task_set_task_data (task, delivery, delivery_free);
  if (lacks_lock (delivery)) {
    g_autoptr (GPtrArray) servers = g_ptr_array_new ();

    g_ptr_array_add (servers, server);
    slw_locks_take_async (run, servers, cancellable, on_locked, g_steal_pointer (&task));
  } else {
    begin (task);
  }
}

SlwResult *
slw_delivery_send_finish (GAsyncResult *result, gboolean *known, GError **error)
{
  GTask *task = G_TASK (result);
  Delivery *delivery = g_task_get_task_data (task);
  SlwResult *answer = g_task_propagate_pointer (task, error);

  if (known != NULL)
    *known = answer != NULL || delivery->job == NULL || !slw_job_was_sent (delivery->job)
             || slw_job_get_state (delivery->job) >= SLW_JOB_ENDED;
  return answer;
}
