/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-sweep.h"

#include "core/engine/slw-fanout.h"

#define PATIENCE 20 /* seconds; the run is over, nobody should wait long for tidiness */

/* $1 folder of the jobs of the run */
static const char script[] = "rm -rf -- \"$1\"\n"
                             "find \"${1%/*}\" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf -- {} +\n"
                             "rmdir -- \"${1%/*}\" 2>/dev/null || true\n";

typedef struct {
  SlwRun *run;
  GPtrArray *servers;
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  slw_run_unref (sweep->run);
  g_ptr_array_unref (sweep->servers);
  g_free (sweep);
}

static void
on_swept (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);

  if (result == NULL || slw_result_get_status (result) != 0)
    g_debug ("a folder of jobs stays: %s", result == NULL ? error->message : slw_result_get_errors (result));
  slw_fanout_done (user_data);
}

static void
sweep_server (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Sweep *sweep = g_task_get_task_data (user_data);
  const char *const arguments[] = { sweep->run->job_folder, NULL };
  g_autoptr (SlwAction) action
      = slw_action_new_script (SLW_EFFECT_CACHE, "remove the folders of jobs", script, arguments);

  slw_action_set_timeout (action, PATIENCE);
  slw_dispatcher_send_async (sweep->run->dispatcher, action, server, NULL, NULL, NULL, NULL, on_swept, fanout);
}

static void
on_all_swept (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

void
slw_sweep_async (SlwRun *run, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Sweep *sweep = g_new0 (Sweep, 1);
  GHashTableIter iter;
  gpointer server;

  g_task_set_source_tag (task, slw_sweep_async);
  sweep->run = slw_run_ref (run);
  sweep->servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, run->job_servers);
  while (g_hash_table_iter_next (&iter, &server, NULL))
    g_ptr_array_add (sweep->servers, g_object_ref (server));
  g_task_set_task_data (task, sweep, sweep_free);
  if (sweep->servers->len == 0)
    g_task_return_boolean (task, TRUE);
  else
    slw_fanout_start (sweep->servers, run->jobs, sweep_server, on_all_swept, g_steal_pointer (&task));
}

void
slw_sweep_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
