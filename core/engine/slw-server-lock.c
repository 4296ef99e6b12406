/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-server-lock.h"

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/engine/slw-pause.h"
#include "core/remote/slw-lock.h"

#define DEAD_AFTER 120     /* seconds without a heartbeat after which a holder is said to seem dead */
#define BUSY_PAUSE 2       /* seconds until it is looked again whether what others do there has ended */
#define BUSY_PATIENCE 3600 /* seconds; an upgrade that takes longer is not waited for blindly */
#define MOST_QUESTIONS 10  /* until somebody else has been quicker too often */

typedef struct {
  SlwRun *run;
  SlwServer *server;
  guint64 over;    /* number of the lock that may be taken over */
  char *over_note; /* what is noted when it was */
  guint questions;
  gint64 waiting; /* since when, by the monotonic clock in microseconds; 0: it does not */
} Taking;

static void ask (GTask *task);

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  slw_run_unref (taking->run);
  g_object_unref (taking->server);
  g_free (taking->over_note);
  g_free (taking);
}

static char *
list_busy (const SlwLockState *state)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < state->busy->len; i++) {
    g_auto (GStrv) words = g_strsplit (g_ptr_array_index (state->busy, i), " ", 2);

    g_string_append_printf (text, "%s%s of run %s", i > 0 ? ", " : "", words[1] != NULL ? words[1] : "?",
                            words[0] != NULL ? words[0] : "?");
  }
  return g_string_free (text, FALSE);
}

/* A run of this journal that has an outcome, or whose process is gone, has no use for its lock. */
static gboolean
is_known_to_be_over (SlwRun *run, const char *id)
{
  g_autoptr (SlwJournalRun) row = slw_journal_find_run (run->journal, id, NULL);

  return row != NULL && g_str_equal (row->id, id) && (row->outcome != NULL || row->abandoned);
}

/* Why the lock may be taken over; %NULL when it may not. */
static char *
find_reason (const Taking *taking, const SlwLockState *state)
{
  g_autofree char *holder = slw_lock_describe (state);
  const char *name = slw_server_get_name (taking->server);

  if (g_str_equal (state->run, taking->run->id))
    return g_strdup ("");
  if (is_known_to_be_over (taking->run, state->run))
    return g_strdup_printf ("%s: the lock of %s was taken over: that run is over", name, holder);
  if (taking->run->steal_lock)
    return g_strdup_printf ("%s: the lock of %s was stolen, %" G_GINT64_FORMAT " s after its last heartbeat", name,
                            holder, state->time - state->heartbeat);
  return NULL;
}

static void
refuse (GTask *task, const SlwLockState *state)
{
  Taking *taking = g_task_get_task_data (task);
  g_autofree char *holder = slw_lock_describe (state);
  g_autofree char *busy = list_busy (state);
  gint64 age = state->time - state->heartbeat;

  g_task_return_new_error (
      task, SLW_ERROR, SLW_ERROR_LOCKED,
      "%s is locked by %s; its last heartbeat was %" G_GINT64_FORMAT " s ago%s%s%s. Wait for its end, or type "
      "`slipway resume %s` on %s; --steal-lock takes the lock over",
      slw_server_get_name (taking->server), holder, age, age > DEAD_AFTER ? ", so it seems to be dead" : "",
      *busy != '\0' ? "; still at work there: " : "", busy, state->run,
      state->host != NULL ? state->host : "its controller");
}

static void
on_pause_over (GTask *task)
{
  ask (task);
}

/* The lock is ours: nothing new of theirs begins, and what has begun is waited for. */
static void
wait_for_others (GTask *task, const SlwLockState *state)
{
  Taking *taking = g_task_get_task_data (task);
  g_autofree char *busy = list_busy (state);
  gint64 now = g_get_monotonic_time ();

  if (taking->waiting == 0) {
    g_autofree char *text = g_strdup_printf ("%s: waiting for what is still at work there: %s",
                                             slw_server_get_name (taking->server), busy);

    taking->waiting = now;
    slw_run_publish (taking->run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", text, NULL);
  }
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) || g_cancellable_is_cancelled (taking->run->halt))
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CANCELLED, "%s: stopped while waiting for %s",
                             slw_server_get_name (taking->server), busy);
  else if ((now - taking->waiting) / G_USEC_PER_SEC < BUSY_PATIENCE)
    slw_pause_begin (task, taking->run->halt, BUSY_PAUSE, on_pause_over);
  else
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_LOCKED, "%s: still at work there after an hour: %s",
                             slw_server_get_name (taking->server), busy);
}

static void
take_state (GTask *task, const SlwLockState *state)
{
  Taking *taking = g_task_get_task_data (task);
  SlwRun *run = taking->run;

  if (state->is_held) {
    g_free (taking->over_note);
    taking->over_note = taking->questions < MOST_QUESTIONS ? find_reason (taking, state) : NULL;
    taking->over = state->number;
    if (taking->over_note == NULL)
      refuse (task, state);
    else
      ask (task);
    return;
  }
  slw_server_set_fence (taking->server, run->lock_folder, run->id, state->number);
  g_hash_table_add (run->locked, taking->server);
  if (taking->over_note != NULL && *taking->over_note != '\0')
    slw_run_note (run, taking->over_note);
  g_clear_pointer (&taking->over_note, g_free);
  if (state->busy->len > 0)
    wait_for_others (task, state);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_answer (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SlwLockState) state = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);
  g_autofree char *said = result != NULL ? slw_run_make_safe (slw_result_get_errors (result)) : NULL;

  if (result != NULL && slw_result_get_status (result) != 0)
    g_set_error (&error, SLW_ERROR, SLW_ERROR_REFUSED, "status %d: %s", slw_result_get_status (result), said);
  else if (result != NULL)
    state = slw_lock_parse (slw_result_get_output (result), slw_result_get_output_length (result), &error);
  if (state != NULL) {
    take_state (task, state);
    return;
  }
  g_prefix_error (&error, "%s: its lock cannot be taken: ", slw_server_get_name (taking->server));
  g_task_return_error (task, error);
}

static void
ask (GTask *task)
{
  Taking *taking = g_task_get_task_data (task);
  SlwRun *run = taking->run;
  const SlwLockClaim claim
      = { run->lock_folder,   run->id,           run->lock_token, slw_platform_get_name (run->platform),
          g_get_user_name (), g_get_host_name () };
  g_autoptr (SlwAction) action = slw_lock_new_take (&claim, taking->over);

  taking->questions++;
  slw_dispatcher_send_async (run->dispatcher, action, taking->server, NULL, NULL, NULL, g_task_get_cancellable (task),
                             on_answer, g_object_ref (task));
}

static void
on_connected (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;

  if (!slw_dispatcher_connect_finish (SLW_DISPATCHER (source), async, &error))
    g_task_return_error (task, error);
  else if (!slw_dispatcher_can_lock (taking->run->dispatcher, taking->server))
    g_task_return_boolean (task, TRUE);
  else
    ask (task);
}

void
slw_server_lock_take_async (
    SlwRun *run, SlwServer *server, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Taking *taking = g_new0 (Taking, 1);

  taking->run = slw_run_ref (run);
  taking->server = g_object_ref (server);
  g_task_set_source_tag (task, slw_server_lock_take_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, taking, taking_free);
  slw_dispatcher_connect_async (run->dispatcher, server, cancellable, on_connected, task);
}

gboolean
slw_server_lock_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
