/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-ssh.h"

#include <slipway/slw-error.h>

#include "core/remote/slw-ssh-connect.h"
#include "core/remote/slw-ssh-exec.h"

struct _SlwTransportSsh {
  GObject parent_instance;

  SlwPlatform *platform;
  SlwServer *server;
  SlwSshRoute *route;
  SlwSshSession *session;
};

static void slw_transport_ssh_iface_init (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwTransportSsh,
                         slw_transport_ssh,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, slw_transport_ssh_iface_init))

static void
on_session (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportSsh *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_clear_object (&self->session);
  self->session = slw_ssh_connect_finish (result, NULL, &error);
  if (self->session != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
follow_route (GTask *task)
{
  SlwTransportSsh *self = g_task_get_source_object (task);

  slw_ssh_connect_async (self->route, slw_ssh_route_get_length (self->route) - 1, SLW_SSH_GOAL_LOGIN,
                         g_task_get_cancellable (task), on_session, g_object_ref (task));
}

static void
on_route_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportSsh *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->route = slw_ssh_route_find_finish (result, &error);
  if (self->route != NULL)
    follow_route (task);
  else
    g_task_return_error (task, error);
}

static void
slw_transport_ssh_connect_async (SlwTransport *transport,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, slw_transport_ssh_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  slw_transport_close (transport);
  if (self->route != NULL)
    follow_route (task);
  else
    slw_ssh_route_find_async (self->platform, self->server, cancellable, on_route_found, g_object_ref (task));
}

static gboolean
slw_transport_ssh_connect_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  const SlwExecRequest *request;
  gboolean fresh; /* the connection was made for this very command */
} Run;

static void on_connected (GObject *object, GAsyncResult *result, gpointer user_data);

static void
reconnect (GTask *task)
{
  SlwTransport *transport = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  run->fresh = TRUE;
  slw_transport_connect_async (transport, g_task_get_cancellable (task), on_connected, g_object_ref (task));
}

static void
on_executed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransport *transport = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean sent;
  SlwResult *answer = slw_ssh_exec_finish (result, &sent, &error);

  if (answer != NULL) {
    g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
    return;
  }
  /* whatever is left in the channel, the next command gets a clean connection */
  slw_transport_close (transport);
  if (!sent && !run->fresh && g_error_matches (error, SLW_ERROR, SLW_ERROR_UNREACHABLE)) {
    g_error_free (error);
    reconnect (task);
    return;
  }
  g_task_return_error (task, error);
}

static void
execute (GTask *task)
{
  SlwTransportSsh *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  slw_ssh_exec_async (self->session, run->request, g_task_get_cancellable (task), on_executed, g_object_ref (task));
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!slw_transport_connect_finish (SLW_TRANSPORT (object), result, &error))
    g_task_return_error (task, error);
  else
    execute (task);
}

static void
slw_transport_ssh_exec_async (SlwTransport *transport,
                              const SlwExecRequest *request,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, slw_transport_ssh_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  run->request = request;
  g_task_set_task_data (task, run, g_free);
  if (self->session != NULL && slw_ssh_session_get_handle (self->session) != NULL)
    execute (task);
  else
    reconnect (task);
}

static SlwResult *
slw_transport_ssh_exec_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
slw_transport_ssh_get_user (SlwTransport *transport)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (transport);

  if (self->route == NULL)
    return NULL;
  return slw_ssh_route_get_target (self->route, slw_ssh_route_get_length (self->route) - 1)->user;
}

static gboolean
slw_transport_ssh_wants_jobs (SlwTransport *transport)
{
  return TRUE;
}

static gboolean
slw_transport_ssh_can_lock (SlwTransport *transport)
{
  return TRUE;
}

static void
slw_transport_ssh_close (SlwTransport *transport)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (transport);
  g_autoptr (SlwSshSession) session = g_steal_pointer (&self->session);

  if (session != NULL)
    slw_ssh_session_close (session, NULL);
}

static void
slw_transport_ssh_finalize (GObject *object)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (object);

  slw_transport_ssh_close (SLW_TRANSPORT (self));
  g_clear_pointer (&self->route, slw_ssh_route_unref);
  g_clear_object (&self->platform);
  g_clear_object (&self->server);
  G_OBJECT_CLASS (slw_transport_ssh_parent_class)->finalize (object);
}

static void
slw_transport_ssh_class_init (SlwTransportSshClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_transport_ssh_finalize;
}

static void
slw_transport_ssh_init (SlwTransportSsh *self)
{
}

static void
slw_transport_ssh_iface_init (SlwTransportInterface *iface)
{
  iface->connect_async = slw_transport_ssh_connect_async;
  iface->connect_finish = slw_transport_ssh_connect_finish;
  iface->exec_async = slw_transport_ssh_exec_async;
  iface->exec_finish = slw_transport_ssh_exec_finish;
  iface->get_user = slw_transport_ssh_get_user;
  iface->wants_jobs = slw_transport_ssh_wants_jobs;
  iface->can_lock = slw_transport_ssh_can_lock;
  iface->close = slw_transport_ssh_close;
}

SlwTransport *
slw_transport_ssh_new (SlwPlatform *platform, SlwServer *server)
{
  SlwTransportSsh *self = g_object_new (SLW_TYPE_TRANSPORT_SSH, NULL);

  g_set_object (&self->platform, platform);
  g_set_object (&self->server, server);
  return SLW_TRANSPORT (self);
}
