/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-connect.h"

#include "core/remote/slw-ssh-auth.h"
#include "core/remote/slw-ssh-dial.h"
#include "core/remote/slw-ssh-handshake.h"
#include "core/remote/slw-ssh-jump.h"

typedef struct {
  SlwSshRoute *route;
  guint index;
  SlwSshGoal goal;
  gint64 deadline;
  SlwSshSession *session;
  GBytes *host_key;
} Connect;

static void
connect_free (gpointer data)
{
  Connect *connect = data;

  if (connect->session != NULL)
    slw_ssh_session_close (connect->session, NULL);
  g_clear_object (&connect->session);
  g_clear_pointer (&connect->host_key, g_bytes_unref);
  slw_ssh_route_unref (connect->route);
  g_free (connect);
}

static const SlwSshTarget *
get_target (const Connect *connect)
{
  return slw_ssh_route_get_target (connect->route, connect->index);
}

static void
finish (GTask *task)
{
  Connect *connect = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&connect->session), g_object_unref);
}

static void
on_authenticated (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (slw_ssh_auth_finish (result, &error))
    finish (task);
  else
    g_task_return_error (task, error);
}

static void
on_hands_shaken (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;

  connect->host_key = slw_ssh_handshake_finish (result, &error);
  if (connect->host_key == NULL)
    g_task_return_error (task, error);
  else if (connect->goal == SLW_SSH_GOAL_HOST_KEY)
    finish (task);
  else
    slw_ssh_auth_async (connect->session, get_target (connect), connect->deadline, g_task_get_cancellable (task),
                        on_authenticated, g_object_ref (task));
}

static void
begin_session (GTask *task, int fd)
{
  Connect *connect = g_task_get_task_data (task);
  const SlwSshTarget *target = get_target (connect);

  connect->session = slw_ssh_session_new (target->name, fd);
  slw_ssh_handshake_async (connect->session, target, connect->goal == SLW_SSH_GOAL_LOGIN, connect->deadline,
                           g_task_get_cancellable (task), on_hands_shaken, g_object_ref (task));
}

static void
on_socket (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;
  int fd = connect->index == 0 ? slw_ssh_dial_finish (result, &error) : slw_ssh_jump_open_finish (result, &error);

  if (fd < 0) {
    g_prefix_error (&error, "%s: ", get_target (connect)->name);
    g_task_return_error (task, error);
  } else {
    begin_session (task, fd);
  }
}

void
slw_ssh_connect_async (SlwSshRoute *route,
                       guint index,
                       SlwSshGoal goal,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  const SlwSshTarget *target = slw_ssh_route_get_target (route, index);
  Connect *connect = g_new0 (Connect, 1);

  g_task_set_source_tag (task, slw_ssh_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, connect, connect_free);
  connect->route = slw_ssh_route_ref (route);
  connect->index = index;
  connect->goal = goal;
  connect->deadline = g_get_monotonic_time () + (gint64) target->connect_timeout * G_USEC_PER_SEC;
  if (index == 0)
    slw_ssh_dial_async (target->host, target->port, connect->deadline, cancellable, on_socket, task);
  else
    slw_ssh_jump_open_async (route, index, connect->deadline, cancellable, on_socket, task);
}

SlwSshSession *
slw_ssh_connect_finish (GAsyncResult *result, GBytes **host_key, GError **error)
{
  const Connect *connect = g_task_get_task_data (G_TASK (result));

  if (host_key != NULL)
    *host_key = connect->host_key != NULL ? g_bytes_ref (connect->host_key) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
