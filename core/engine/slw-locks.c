/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-locks.h"

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/engine/slw-fanout.h"
#include "core/engine/slw-server-lock.h"
#include "core/remote/slw-lock.h"

#define GIVING_PATIENCE 10 /* seconds; the run is over */

/* --- the journal --- */

gboolean
slw_locks_take_platform (SlwRun *run, GError **error)
{
  g_autofree char *owner = slw_run_dup_operator ();
  g_autofree char *text = NULL;

  if (run->is_plan) /* reads only */
    return TRUE;
  run->wants_locks = run->ceiling > SLW_EFFECT_READ;
  run->has_platform = slw_journal_lock (run->journal, slw_platform_get_name (run->platform), run->id, owner,
                                        run->steal_lock, NULL, &text, error);
  if (text != NULL)
    slw_run_note (run, text);
  return run->has_platform;
}

void
slw_locks_give_platform (SlwRun *run)
{
  if (run->has_platform)
    slw_journal_unlock (run->journal, slw_platform_get_name (run->platform), run->id, NULL);
  run->has_platform = FALSE;
}

/* --- all of them --- */

typedef struct {
  SlwRun *run;
  GError *error;    /* of all that were refused */
  gboolean hurries; /* does not wait for what is under way */
} Round;

static void
round_free (gpointer data)
{
  Round *round = data;

  slw_run_unref (round->run);
  g_clear_error (&round->error);
  g_free (round);
}

typedef struct {
  GTask *task;
  SlwFanout *fanout;
} Call;

/* One that is locked says more than one that is away. */
static void
on_one_taken (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autofree Call *call = user_data;
  Round *round = g_task_get_task_data (call->task);
  g_autoptr (GError) error = NULL;

  if (!slw_server_lock_take_finish (async, &error)) {
    g_autofree char *before = round->error != NULL ? g_strconcat (round->error->message, "\n", NULL) : g_strdup ("");
    int code = error->domain == SLW_ERROR ? error->code : SLW_ERROR_CANCELLED;

    if (g_error_matches (round->error, SLW_ERROR, SLW_ERROR_LOCKED))
      code = SLW_ERROR_LOCKED;

    g_clear_error (&round->error);
    g_set_error (&round->error, SLW_ERROR, code, "%s%s", before, error->message);
  }
  slw_fanout_done (call->fanout);
}

static void
begin_server (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  GTask *task = user_data;
  Round *round = g_task_get_task_data (task);
  Call *call = g_new0 (Call, 1);

  call->task = task;
  call->fanout = fanout;
  slw_server_lock_take_async (round->run, server, g_task_get_cancellable (task), on_one_taken, call);
}

static void
on_all_asked (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Round *round = g_task_get_task_data (task);

  if (round->error != NULL)
    g_task_return_error (task, g_steal_pointer (&round->error));
  else
    g_task_return_boolean (task, TRUE);
}

void
slw_locks_take_async (
    SlwRun *run, GPtrArray *servers, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Round *round = g_new0 (Round, 1);

  round->run = slw_run_ref (run);
  g_task_set_source_tag (task, slw_locks_take_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, round, round_free);
  if (run->wants_locks)
    slw_fanout_start (servers, run->jobs, begin_server, on_all_asked, task);
  else
    on_all_asked (task);
}

gboolean
slw_locks_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the end --- */

static void
on_given (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);

  if (error != NULL)
    g_debug ("a lock stays: %s", error->message);
  slw_fanout_done (user_data);
}

static void
give_server (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Round *round = g_task_get_task_data (user_data);
  const SlwFence *fence = slw_server_get_fence (server);
  g_autoptr (SlwAction) action = NULL;

  if (!slw_dispatcher_can_lock (round->run->dispatcher, server)
      || (round->hurries && !slw_dispatcher_is_idle (round->run->dispatcher, server))) {
    slw_fanout_done (fanout);
    return;
  }
  action = slw_lock_new_give (fence);
  slw_action_set_timeout (action, GIVING_PATIENCE);
  slw_dispatcher_send_async (round->run->dispatcher, action, server, NULL, NULL, NULL, NULL, on_given, fanout);
}

static void
on_all_given (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer server;

  g_hash_table_iter_init (&iter, round->run->locked);
  while (g_hash_table_iter_next (&iter, &server, NULL))
    slw_server_set_fence (server, NULL, NULL, 0);
  g_hash_table_remove_all (round->run->locked);
  g_task_return_boolean (task, TRUE);
}

void
slw_locks_give_async (SlwRun *run, gboolean hurries, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Round *round = g_new0 (Round, 1);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer server;

  round->run = slw_run_ref (run);
  round->hurries = hurries;
  run->wants_locks = FALSE;
  g_task_set_source_tag (task, slw_locks_give_async);
  g_task_set_task_data (task, round, round_free);
  g_hash_table_iter_init (&iter, run->locked);
  while (g_hash_table_iter_next (&iter, &server, NULL))
    g_ptr_array_add (servers, server);
  if (servers->len == 0)
    on_all_given (task);
  else
    slw_fanout_start (servers, run->jobs, give_server, on_all_given, task);
}

void
slw_locks_give_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
