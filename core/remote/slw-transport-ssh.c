/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-ssh.h"

#include <slipway/slw-error.h>

#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"
#include "core/remote/slw-ssh-auth.h"
#include "core/remote/slw-ssh-dial.h"
#include "core/remote/slw-ssh-exec.h"
#include "core/remote/slw-ssh-handshake.h"
#include "core/remote/slw-ssh-target.h"

struct _SlwTransportSsh
{
  GObject parent_instance;

  SlwPlatform *platform;
  SlwServer *server;
  SlwSshTarget *target;
  SlwSshSession *session;
};

static void slw_transport_ssh_iface_init (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwTransportSsh,
                               slw_transport_ssh,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, slw_transport_ssh_iface_init))

static SlwSshTarget *
make_target (SlwTransportSsh *self)
{
  const SlwLogin *login = slw_server_get_login (self->server);
  const char *address = slw_server_get_address (self->server);
  g_autofree char *name = g_strdup_printf ("%s (%s)", slw_server_get_name (self->server), address);
  SlwSshTarget *target = slw_ssh_target_new (name, address);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (login->user != NULL) {
    g_free (target->user);
    target->user = g_strdup (login->user);
  }
  if (login->port != 0)
    target->port = login->port;
  target->identity = g_strdup (login->identity);
  target->passphrase = login->passphrase != NULL ? slw_secret_ref (login->passphrase) : NULL;
  target->password = login->password != NULL ? slw_secret_ref (login->password) : NULL;
  if (self->platform != NULL)
    g_ptr_array_add (files, g_strdup (slw_platform_get_known_hosts (self->platform)));
  g_ptr_array_add (files, NULL);
  g_strfreev (target->known_hosts);
  target->known_hosts = (char **) g_ptr_array_free (g_steal_pointer (&files), FALSE);
  return target;
}

typedef struct {
  SlwSshSession *session; /* until it is logged in */
  gint64 deadline;
} Connect;

static void
connect_free (gpointer data)
{
  Connect *connect = data;

  if (connect->session != NULL)
    slw_ssh_session_close (connect->session, NULL);
  g_clear_object (&connect->session);
  g_free (connect);
}

static void
on_authenticated (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportSsh *self = g_task_get_source_object (task);
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;

  if (!slw_ssh_auth_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  self->session = g_steal_pointer (&connect->session);
  g_task_return_boolean (task, TRUE);
}

static void
on_hands_shaken (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportSsh *self = g_task_get_source_object (task);
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) key = slw_ssh_handshake_finish (result, &error);

  if (key == NULL) {
    g_task_return_error (task, error);
    return;
  }
  slw_ssh_auth_async (connect->session, self->target, connect->deadline, g_task_get_cancellable (task), on_authenticated,
                      g_object_ref (task));
}

static void
on_dialled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportSsh *self = g_task_get_source_object (task);
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;
  int fd = slw_ssh_dial_finish (result, &error);

  if (fd < 0) {
    g_prefix_error (&error, "%s: ", self->target->name);
    g_task_return_error (task, error);
    return;
  }
  connect->session = slw_ssh_session_new (self->target->name, fd);
  slw_ssh_handshake_async (connect->session, self->target, TRUE, connect->deadline, g_task_get_cancellable (task),
                           on_hands_shaken, g_object_ref (task));
}

static void
slw_transport_ssh_connect_async (SlwTransport *transport,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SlwTransportSsh *self = SLW_TRANSPORT_SSH (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Connect *connect = g_new0 (Connect, 1);

  g_task_set_source_tag (task, slw_transport_ssh_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, connect, connect_free);
  slw_transport_close (transport);
  if (self->target == NULL)
    self->target = make_target (self);
  connect->deadline = g_get_monotonic_time () + self->target->connect_timeout * G_USEC_PER_SEC;
  slw_ssh_dial_async (self->target->host, self->target->port, connect->deadline, cancellable, on_dialled, task);
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

  return self->target != NULL ? self->target->user : NULL;
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
  g_clear_pointer (&self->target, slw_ssh_target_free);
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
