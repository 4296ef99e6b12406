/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-dispatcher.h"

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/http/slw-http.h"
#include "core/model/slw-platform-file.h"
#include "core/tcp/slw-greeting.h"

typedef struct {
  SlwRemote *remote;
  gboolean connected;
  GPtrArray *waiting; /* GTask: calls that wait for the attempt under way; NULL: none is */
} Link;

struct _SlwDispatcher {
  GObject parent_instance;
  SlwPlatform *platform;
  GHashTable *links; /* SlwServer -> Link */
  GHashTable *desks; /* SlwServer -> SlwServer: the controller, as it works for that server */
  SlwHttp *http;     /* made on first need: curl takes its time to load */
};

G_DEFINE_TYPE (SlwDispatcher, slw_dispatcher, G_TYPE_OBJECT)

static void
link_free (gpointer data)
{
  Link *link = data;

  slw_remote_close (link->remote);
  g_clear_object (&link->remote);
  g_clear_pointer (&link->waiting, g_ptr_array_unref);
  g_free (link);
}

static void
slw_dispatcher_finalize (GObject *object)
{
  SlwDispatcher *self = SLW_DISPATCHER (object);

  g_clear_object (&self->platform);
  g_clear_object (&self->http);
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->desks);
  G_OBJECT_CLASS (slw_dispatcher_parent_class)->finalize (object);
}

static void
slw_dispatcher_class_init (SlwDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_dispatcher_finalize;
}

static void
slw_dispatcher_init (SlwDispatcher *self)
{
  self->links = g_hash_table_new_full (NULL, NULL, g_object_unref, link_free);
  self->desks = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

SlwDispatcher *
slw_dispatcher_new (SlwPlatform *platform)
{
  SlwDispatcher *self = g_object_new (SLW_TYPE_DISPATCHER, NULL);

  self->platform = g_object_ref (platform);
  return self;
}

void
slw_dispatcher_adopt (SlwDispatcher *self, SlwServer *server, SlwRemote *remote)
{
  Link *link = g_new0 (Link, 1);

  link->remote = g_object_ref (remote);
  g_hash_table_replace (self->links, g_object_ref (server), link);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) first = user_data; /* keeps the dispatcher alive */
  SlwDispatcher *self = g_task_get_source_object (first);
  SlwServer *server = g_task_get_task_data (first);
  Link *link = g_hash_table_lookup (self->links, server);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&link->waiting);
  g_autoptr (GError) error = NULL;

  link->connected = slw_remote_connect_finish (link->remote, result, &error);
  if (!link->connected)
    g_hash_table_remove (self->links, server); /* the next attempt begins afresh */
  for (guint i = 0; i < waiting->len; i++) {
    GTask *task = g_ptr_array_index (waiting, i);

    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

void
slw_dispatcher_connect_async (
    SlwDispatcher *self, SlwServer *server, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Link *link = g_hash_table_lookup (self->links, server);
  GError *error = NULL;

  g_task_set_source_tag (task, slw_dispatcher_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (server), g_object_unref);
  if (link == NULL) {
    /* Done already for the servers that were selected; an action may be for another one. */
    if (!slw_platform_file_unlock (self->platform, server, &error)) {
      g_task_return_error (task, error);
      return;
    }
    link = g_new0 (Link, 1);
    link->remote = slw_remote_new (self->platform, server);
    g_hash_table_insert (self->links, g_object_ref (server), link);
  }
  if (link->connected) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (link->waiting != NULL) {
    g_ptr_array_add (link->waiting, g_steal_pointer (&task));
    return;
  }
  link->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (link->waiting, g_object_ref (task));
  slw_remote_connect_async (link->remote, cancellable, on_connected, g_steal_pointer (&task));
}

gboolean
slw_dispatcher_connect_finish (SlwDispatcher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  SlwAction *action;
  SlwServer *server;
  SlwJob *job;
  SlwOutputFunc on_output;
  gpointer output_data;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  slw_action_unref (sending->action);
  g_object_unref (sending->server);
  g_free (sending);
}

static void
return_answer (GTask *task, SlwResult *answer, GError *error)
{
  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
}

static void
on_http_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SlwResult *answer = slw_http_send_finish (SLW_HTTP (source), result, &error);

  return_answer (task, answer, error);
}

static void
on_greeted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SlwResult *answer = slw_greeting_read_finish (result, &error);

  return_answer (task, answer, error);
}

/* The address of a server behind a jump host is one of its own network; here it may be another machine's. */
static void
send_connect (GTask *task, Sending *sending)
{
  const SlwLogin *login = slw_server_get_login (sending->server);
  GError *error = NULL;
  SlwResult *answer;

  if (login == NULL || login->jump == NULL) {
    slw_greeting_read_async (sending->action, slw_server_get_address (sending->server), g_task_get_cancellable (task),
                             on_greeted, g_object_ref (task));
    return;
  }
  answer = slw_greeting_no_answer (sending->action, SLW_ERROR_UNREACHABLE, "the server is reached through a jump host",
                                   &error);
  return_answer (task, answer, error);
}

static void
on_remote_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwDispatcher *self = g_task_get_source_object (task);
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  SlwResult *answer = slw_remote_run_finish (SLW_REMOTE (source), result, &error);

  if (answer != NULL) {
    g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
    return;
  }
  /* after a lost link, the next action makes a new one */
  if (g_error_matches (error, SLW_ERROR, SLW_ERROR_UNREACHABLE))
    slw_dispatcher_drop (self, sending->server);
  g_task_return_error (task, error);
}

static void
on_link_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwDispatcher *self = SLW_DISPATCHER (source);
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  Link *link;

  if (!slw_dispatcher_connect_finish (self, result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  link = g_hash_table_lookup (self->links, sending->server);
  if (link == NULL) { /* dropped between the connection and this call */
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: the link was lost",
                             slw_server_get_name (sending->server));
    return;
  }
  slw_remote_run_async (link->remote, sending->action, sending->job, sending->on_output, sending->output_data,
                        g_task_get_cancellable (task), on_remote_run, g_object_ref (task));
}

/* The controller as a server like the others. One for each of those that it works for: a remote does one thing at a time. */
static SlwServer *
get_desk (SlwDispatcher *self, SlwServer *server)
{
  static const char *const no_roles[] = { NULL };
  SlwServer *desk = g_hash_table_lookup (self->desks, server);
  SlwLogin *login;

  if (desk != NULL)
    return desk;
  login = slw_login_new ();
  login->transport = g_strdup ("local");
  desk = slw_server_new ("controller", "localhost", no_roles, login);
  g_hash_table_insert (self->desks, g_object_ref (server), desk);
  return desk;
}

void
slw_dispatcher_send_async (SlwDispatcher *self,
                           SlwAction *action,
                           SlwServer *server,
                           SlwJob *job,
                           SlwOutputFunc on_output,
                           gpointer output_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Sending *sending = g_new0 (Sending, 1);

  g_task_set_source_tag (task, slw_dispatcher_send_async);
  g_task_set_check_cancellable (task, FALSE);
  sending->action = slw_action_ref (action);
  sending->server = g_object_ref (slw_action_is_on_controller (action) ? get_desk (self, server) : server);
  sending->job = job;
  sending->on_output = on_output;
  sending->output_data = output_data;
  g_task_set_task_data (task, sending, sending_free);
  if (slw_action_get_action_type (action) == SLW_ACTION_HTTP) {
    if (self->http == NULL)
      self->http = slw_http_new (NULL);
    slw_http_send_async (self->http, action, cancellable, on_http_sent, g_steal_pointer (&task));
    return;
  }
  if (slw_action_get_action_type (action) == SLW_ACTION_CONNECT)
    send_connect (task, sending);
  else
    slw_dispatcher_connect_async (self, sending->server, cancellable, on_link_ready, g_steal_pointer (&task));
}

SlwResult *
slw_dispatcher_send_finish (SlwDispatcher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
slw_dispatcher_can_lock (SlwDispatcher *self, SlwServer *server)
{
  const Link *link = g_hash_table_lookup (self->links, server);

  return link != NULL && link->connected && slw_remote_can_lock (link->remote);
}

gboolean
slw_dispatcher_is_idle (SlwDispatcher *self, SlwServer *server)
{
  const Link *link = g_hash_table_lookup (self->links, server);

  return link != NULL && link->connected && slw_remote_is_idle (link->remote);
}

void
slw_dispatcher_drop (SlwDispatcher *self, SlwServer *server)
{
  Link *link = g_hash_table_lookup (self->links, server);

  /* an attempt under way owns the link until it has ended */
  if (link != NULL && link->waiting == NULL)
    g_hash_table_remove (self->links, server);
}
