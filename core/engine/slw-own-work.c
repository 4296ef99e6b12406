/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-own-work.h"

#include <slipway/slw-error.h>

#include "core/base/slw-blame-private.h"
#include "core/engine/slw-node.h"

#define GRACE 500 /* milliseconds that it has to end when it is told to; Ctrl-C is to be answered within a second */

/* What the provider's callback is given. It may come when the run is gone, or never. */
typedef struct {
  GTask *task; /* NULL once it is waited for no longer */
  SlwStepRun *run;
} Call;

typedef struct {
  SlwNode *node;
  SlwStep *provider;
  Call *call;
  GCancellable *stop; /* tells the provider to end */
  GCancellable *outer;
  gulong handler; /* of the outer one */
  GSource *timer;
  guint patience; /* seconds */
  GError *error;  /* why it was told to end */
} OwnWork;

static void
own_work_free (gpointer data)
{
  OwnWork *work = data;

  g_object_unref (work->provider);
  g_object_unref (work->stop);
  g_clear_object (&work->outer);
  g_clear_error (&work->error);
  g_free (work);
}

static void
disarm (OwnWork *work)
{
  g_source_destroy (work->timer);
  g_clear_pointer (&work->timer, g_source_unref);
}

/* From now on a callback finds nobody who waits. */
static GTask *
let_go (OwnWork *work)
{
  disarm (work);
  if (work->handler != 0)
    g_signal_handler_disconnect (work->outer, work->handler);
  work->handler = 0;
  return g_steal_pointer (&work->call->task);
}

static void
arm (OwnWork *work, guint milliseconds, GSourceFunc func)
{
  work->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (work->timer, func, work, NULL);
  g_source_attach (work->timer, g_main_context_get_thread_default ());
}

static gboolean
on_ignored (gpointer user_data)
{
  OwnWork *work = user_data;
  g_autoptr (GTask) task = let_go (work);

  g_task_return_new_error (task, work->error->domain, work->error->code,
                           "%s; it was told to end, did not, and may still be at work", work->error->message);
  return G_SOURCE_REMOVE;
}

/* The provider may call back at once, or never. */
static gboolean
on_time_is_up (gpointer user_data)
{
  OwnWork *work = user_data;
  g_autoptr (GCancellable) stop = g_object_ref (work->stop);
  const char *plugin = work->node->plugin;
  SlwBlame blame;

  if (g_cancellable_is_cancelled (work->outer))
    g_set_error (&work->error, SLW_ERROR, SLW_ERROR_CANCELLED, "cancelled while plugin %s was at work", plugin);
  else
    g_set_error (&work->error, SLW_ERROR, SLW_ERROR_TIMED_OUT,
                 "plugin %s is not done after the %u s that the step has; Timeout= in the pipeline gives it more",
                 plugin, work->patience);
  disarm (work);
  arm (work, GRACE, on_ignored);
  slw_node_blame (work->node, &blame);
  g_cancellable_cancel (stop);
  slw_blame_end (&blame);
  return G_SOURCE_REMOVE;
}

/* At the next turn of the main loop, outside of the signal's emission. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  OwnWork *work = user_data;

  g_source_set_ready_time (work->timer, 0);
}

static void
judge (GTask *task, GAsyncResult *async)
{
  OwnWork *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SlwBlame blame;
  gboolean good;

  slw_node_blame (work->node, &blame);
  good = SLW_STEP_GET_IFACE (work->provider)->run_finish (work->provider, async, &error);
  slw_blame_end (&blame);
  if (g_error_matches (work->error, SLW_ERROR, SLW_ERROR_TIMED_OUT))
    g_task_return_error (task, g_steal_pointer (&work->error));
  else if (good)
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s failed and gave no reason",
                             work->node->plugin);
}

static void
on_provider_finished (GObject *source, GAsyncResult *async, gpointer user_data)
{
  Call *call = user_data;

  if (call->task != NULL) {
    g_autoptr (GTask) task = let_go (g_task_get_task_data (call->task));

    judge (task, async);
  }
  g_object_unref (call->run);
  g_free (call);
}

static void
listen (OwnWork *work, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  work->outer = g_object_ref (cancellable);
  work->handler = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), work);
  if (g_cancellable_is_cancelled (cancellable))
    g_source_set_ready_time (work->timer, 0);
}

void
slw_own_work_async (SlwNode *node,
                    SlwStep *provider,
                    guint patience,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  OwnWork *work = g_new0 (OwnWork, 1);
  SlwBlame blame;

  work->node = node;
  work->provider = g_object_ref (provider);
  work->patience = patience;
  work->stop = g_cancellable_new ();
  work->call = g_new0 (Call, 1);
  work->call->run = g_object_ref (node->run);
  work->call->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (work->call->task, slw_own_work_async);
  g_task_set_check_cancellable (work->call->task, FALSE); /* who was cancelled says more about it */
  g_task_set_task_data (work->call->task, work, own_work_free);
  arm (work, MIN (patience, G_MAXUINT / 1000) * 1000, on_time_is_up);
  listen (work, cancellable);
  slw_node_blame (node, &blame);
  SLW_STEP_GET_IFACE (provider)->run_async (provider, node->run, work->stop, on_provider_finished, work->call);
  slw_blame_end (&blame);
}

gboolean
slw_own_work_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
