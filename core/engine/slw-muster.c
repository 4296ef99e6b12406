/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-muster.h"

#include <slipway/slw-error.h>

#include "core/engine/slw-facts-reader.h"
#include "core/engine/slw-fanout.h"
#include "core/engine/slw-locks.h"

typedef struct {
  SlwRun *run;
  GString *unready; /* what keeps servers from taking part */
} Muster;

typedef struct {
  GTask *task;
  SlwServer *server;
  SlwFanout *fanout;
} Call;

static void
muster_free (gpointer data)
{
  Muster *muster = data;

  slw_run_unref (muster->run);
  g_string_free (muster->unready, TRUE);
  g_free (muster);
}

static void
publish (Muster *muster, SlwServer *server, const char *state, const char *message)
{
  slw_run_publish (muster->run, SLW_TOPIC_SERVER_STATE, "server", "s", slw_server_get_name (server), "state", "s",
                   state, "message", "s", message, NULL);
}

static void
on_facts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  Muster *muster = g_task_get_task_data (call->task);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (slw_facts_reader_read_finish (result, &text, &error)) {
    slw_journal_set_facts (muster->run->journal, muster->run->id, slw_server_get_name (call->server), text);
    publish (muster, call->server, "connected", "");
  } else {
    g_autofree char *safe = slw_run_make_safe (error->message);

    publish (muster, call->server, "failed", safe);
    g_string_append_printf (muster->unready, "%s: %s\n", slw_server_get_name (call->server), safe);
  }
  slw_fanout_done (call->fanout);
}

static void
begin_server (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  GTask *task = user_data;
  Muster *muster = g_task_get_task_data (task);
  Call *call = g_new0 (Call, 1);

  call->task = task;
  call->server = server;
  call->fanout = fanout;
  publish (muster, server, "connecting", "");
  slw_facts_reader_read_async (muster->run->dispatcher, server, g_task_get_cancellable (task), on_facts, call);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (slw_locks_take_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_all_asked (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Muster *muster = g_task_get_task_data (task);

  if (muster->unready->len == 0) {
    slw_locks_take_async (muster->run, muster->run->servers, g_task_get_cancellable (task), on_locked,
                          g_object_ref (task));
    return;
  }
  g_string_truncate (muster->unready, muster->unready->len - 1);
  g_task_return_new_error (task, SLW_ERROR,
                           g_cancellable_is_cancelled (g_task_get_cancellable (task)) ? SLW_ERROR_CANCELLED
                                                                                      : SLW_ERROR_REFUSED,
                           "%s", muster->unready->str);
}

void
slw_muster_async (SlwRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Muster *muster = g_new0 (Muster, 1);

  muster->run = slw_run_ref (run);
  muster->unready = g_string_new (NULL);
  g_task_set_source_tag (task, slw_muster_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, muster, muster_free);
  slw_fanout_start (run->servers, run->jobs, begin_server, on_all_asked, task);
}

gboolean
slw_muster_finish (GAsyncResult *result, gboolean aborts, GError **error)
{
  Muster *muster = g_task_get_task_data (G_TASK (result));
  SlwRun *run = muster->run;
  g_autoptr (GError) local = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &local))
    return TRUE;
  if (aborts && local->code != SLW_ERROR_LOCKED) {
    slw_run_publish (run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", local->message, NULL);
    return TRUE;
  }
  g_set_error (error, local->domain, local->code, "%s\nNothing %swas changed on any server.", local->message,
               run->fold != NULL ? "more " : "");
  return FALSE;
}
