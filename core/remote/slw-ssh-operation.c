/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-operation.h"

#include <slipway/slw-error.h>

static void
detach (SlwSshOperation *operation)
{
  if (operation->cancelled != 0)
    g_cancellable_disconnect (g_task_get_cancellable (operation->task), operation->cancelled);
  slw_ssh_session_remove_client (operation->session, &operation->client);
}

static void
release (SlwSshOperation *operation)
{
  g_object_unref (operation->task);
  g_object_unref (operation->session);
  g_free (operation);
}

void
slw_ssh_operation_finish (SlwSshOperation *operation, gpointer result, GDestroyNotify free_result)
{
  detach (operation);
  g_task_return_pointer (operation->task, result, free_result);
  release (operation);
}

void
slw_ssh_operation_fail (SlwSshOperation *operation, GError *error)
{
  detach (operation);
  g_task_return_error (operation->task, error);
  release (operation);
}

static void
pump (SlwSshClient *client)
{
  SlwSshOperation *operation = (SlwSshOperation *) client;
  GCancellable *cancellable = g_task_get_cancellable (operation->task);

  if (g_cancellable_is_cancelled (cancellable)) {
    slw_ssh_operation_fail (operation, g_error_new (SLW_ERROR, SLW_ERROR_CANCELLED, "%s: stopped on request",
                                                    slw_ssh_session_get_peer (operation->session)));
    return;
  }
  operation->step (operation);
}

static void
lost (SlwSshClient *client, const GError *error)
{
  slw_ssh_operation_fail ((SlwSshOperation *) client, g_error_copy (error));
}

static void
on_cancelled (GCancellable *cancellable, SlwSshSession *session)
{
  slw_ssh_session_kick (session);
}

void
slw_ssh_operation_start (
    SlwSshSession *session, GTask *task, void (*step) (SlwSshOperation *operation), gpointer data, gint64 wake)
{
  SlwSshOperation *operation;
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_task_set_check_cancellable (task, FALSE);
  if (slw_ssh_session_get_handle (session) == NULL) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: the connection is closed",
                             slw_ssh_session_get_peer (session));
    g_object_unref (task);
    return;
  }
  operation = g_new0 (SlwSshOperation, 1);
  operation->client.pump = pump;
  operation->client.lost = lost;
  operation->client.wake = wake;
  operation->session = g_object_ref (session);
  operation->task = task;
  operation->step = step;
  operation->data = data;
  slw_ssh_session_add_client (session, &operation->client);
  if (cancellable != NULL)
    operation->cancelled
        = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), g_object_ref (session), g_object_unref);
}

gboolean
slw_ssh_operation_is_over (SlwSshOperation *operation)
{
  return operation->client.wake > 0 && g_get_monotonic_time () >= operation->client.wake;
}
