/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-agent.h"

#include <slipway/slw-error.h>

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "core/remote/slw-ssh-wire.h"

#define REQUEST_IDENTITIES 11
#define IDENTITIES_ANSWER 12
#define SIGN_REQUEST 13
#define SIGN_RESPONSE 14
#define RSA_SHA2_256 2
#define RSA_SHA2_512 4

#define LARGEST_ANSWER (1024 * 1024)
#define LIST_IS_FRESH (10 * G_USEC_PER_SEC)

struct _SlwSshAgent {
  GObject parent_instance;

  char *path;
  GSocketConnection *connection;
  GQueue requests; /* GTask; the first one is under way */
  guint8 header[4];
  guint8 *answer;
  gsize answer_length;
  GPtrArray *keys; /* of the last list */
  gint64 listed_at;
};

G_DEFINE_TYPE (SlwSshAgent, slw_ssh_agent, G_TYPE_OBJECT)

static void
key_free (gpointer data)
{
  SlwSshAgentKey *key = data;

  g_bytes_unref (key->blob);
  g_free (key->comment);
  g_free (key);
}

static void next_request (SlwSshAgent *self);

/* Ends the request under way with the agent's answer or an error. */
static void
end_request (SlwSshAgent *self, GError *error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->requests);
  guint8 *answer = g_steal_pointer (&self->answer);

  if (error != NULL) {
    g_free (answer);
    g_clear_object (&self->connection);
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_FAILED, "the ssh agent at %s: %s", self->path, error->message);
    g_error_free (error);
  } else {
    g_task_return_pointer (task, g_bytes_new_take (answer, self->answer_length), (GDestroyNotify) g_bytes_unref);
  }
  next_request (self);
}

static void
on_answer_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwSshAgent) self = user_data;
  GError *error = NULL;
  gsize length;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error) && length < self->answer_length)
    error = g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "it has closed the connection");
  end_request (self, error);
}

static void
on_header_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwSshAgent) self = user_data;
  SlwSshWire wire = { self->header, sizeof self->header };
  GError *error = NULL;
  guint32 size = 0;
  gsize length;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error) && length < sizeof self->header)
    error = g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "it has closed the connection");
  if (error == NULL && (!slw_ssh_wire_take_number (&wire, &size) || size == 0 || size > LARGEST_ANSWER))
    error = g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "it gave no sensible answer");
  if (error != NULL) {
    end_request (self, error);
    return;
  }
  self->answer = g_malloc (size);
  self->answer_length = size;
  g_input_stream_read_all_async (G_INPUT_STREAM (object), self->answer, size, G_PRIORITY_DEFAULT, NULL, on_answer_read,
                                 g_object_ref (self));
}

static void
on_request_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwSshAgent) self = user_data;
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error)) {
    end_request (self, error);
    return;
  }
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), self->header,
                                 sizeof self->header, G_PRIORITY_DEFAULT, NULL, on_header_read, g_object_ref (self));
}

static void
send_request (SlwSshAgent *self)
{
  GTask *task = g_queue_peek_head (&self->requests);
  GByteArray *request = g_task_get_task_data (task);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), request->data,
                                   request->len, G_PRIORITY_DEFAULT, NULL, on_request_written, g_object_ref (self));
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SlwSshAgent) self = user_data;
  GError *error = NULL;

  self->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (self->connection == NULL)
    end_request (self, error);
  else
    send_request (self);
}

static void
next_request (SlwSshAgent *self)
{
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  if (g_queue_is_empty (&self->requests))
    return;
  if (self->connection != NULL) {
    send_request (self);
    return;
  }
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  address = g_unix_socket_address_new (self->path);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), NULL, on_connected, g_object_ref (self));
}

static void
queue_request (SlwSshAgent *self, GTask *task, guint8 type, const GByteArray *payload)
{
  GByteArray *request = g_byte_array_new ();

  slw_ssh_wire_add_number (request, 1 + (payload != NULL ? payload->len : 0));
  g_byte_array_append (request, &type, 1);
  if (payload != NULL)
    g_byte_array_append (request, payload->data, payload->len);
  g_task_set_task_data (task, request, (GDestroyNotify) g_byte_array_unref);
  g_queue_push_tail (&self->requests, task);
  if (g_queue_get_length (&self->requests) == 1)
    next_request (self);
}

static gboolean
take_type (GBytes *answer, guint8 type, SlwSshWire *wire)
{
  wire->data = g_bytes_get_data (answer, &wire->length);
  if (wire->length < 1 || wire->data[0] != type)
    return FALSE;
  wire->data++;
  wire->length--;
  return TRUE;
}

static GPtrArray *
parse_keys (GBytes *answer)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (key_free);
  SlwSshWire wire, blob, comment;
  guint32 count;

  if (!take_type (answer, IDENTITIES_ANSWER, &wire) || !slw_ssh_wire_take_number (&wire, &count))
    return NULL;
  for (guint32 i = 0; i < count; i++) {
    SlwSshAgentKey *key;

    if (!slw_ssh_wire_take_string (&wire, &blob) || !slw_ssh_wire_take_string (&wire, &comment))
      return NULL;
    key = g_new0 (SlwSshAgentKey, 1);
    key->blob = g_bytes_new (blob.data, blob.length);
    key->comment = g_strndup ((const char *) comment.data, comment.length);
    g_ptr_array_add (keys, key);
  }
  return g_steal_pointer (&keys);
}

void
slw_ssh_agent_list_async (SlwSshAgent *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SLW_IS_SSH_AGENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, slw_ssh_agent_list_async);
  if (self->keys != NULL && g_get_monotonic_time () - self->listed_at < LIST_IS_FRESH) {
    g_task_return_pointer (task, NULL, NULL);
    g_object_unref (task);
    return;
  }
  queue_request (self, task, REQUEST_IDENTITIES, NULL);
}

GPtrArray *
slw_ssh_agent_list_finish (SlwSshAgent *self, GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  g_autoptr (GBytes) answer = g_task_propagate_pointer (G_TASK (result), &local);

  if (local != NULL) {
    g_propagate_error (error, local);
    return NULL;
  }
  if (answer != NULL) {
    g_clear_pointer (&self->keys, g_ptr_array_unref);
    self->keys = parse_keys (answer);
    self->listed_at = g_get_monotonic_time ();
  }
  if (self->keys == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the ssh agent at %s does not tell its keys", self->path);
  return self->keys != NULL ? g_ptr_array_ref (self->keys) : NULL;
}

/* What is signed names the algorithm: session id, 50, user, service, "publickey", TRUE, algorithm, key (RFC 4252 7). An
 * agent must be told by flags which digest to use with an RSA key. */
static guint32
sign_flags (GBytes *data)
{
  SlwSshWire wire, word;
  guint strings = 0;

  wire.data = g_bytes_get_data (data, &wire.length);
  if (!slw_ssh_wire_take_string (&wire, &word) || wire.length < 1)
    return 0;
  wire.data++;
  wire.length--;
  while (strings < 3 && slw_ssh_wire_take_string (&wire, &word))
    strings++;
  if (strings < 3 || wire.length < 1)
    return 0;
  wire.data++;
  wire.length--;
  if (!slw_ssh_wire_take_string (&wire, &word))
    return 0;
  if (slw_ssh_wire_equals (&word, "rsa-sha2-512"))
    return RSA_SHA2_512;
  return slw_ssh_wire_equals (&word, "rsa-sha2-256") ? RSA_SHA2_256 : 0;
}

void
slw_ssh_agent_sign_async (SlwSshAgent *self,
                          GBytes *blob,
                          GBytes *data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  GTask *task;

  g_return_if_fail (SLW_IS_SSH_AGENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, slw_ssh_agent_sign_async);
  slw_ssh_wire_add_string (payload, blob);
  slw_ssh_wire_add_string (payload, data);
  slw_ssh_wire_add_number (payload, sign_flags (data));
  queue_request (self, task, SIGN_REQUEST, payload);
}

GBytes *
slw_ssh_agent_sign_finish (SlwSshAgent *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) answer = g_task_propagate_pointer (G_TASK (result), error);
  SlwSshWire wire, signature, algorithm, raw;

  if (answer == NULL)
    return NULL;
  if (!take_type (answer, SIGN_RESPONSE, &wire) || !slw_ssh_wire_take_string (&wire, &signature)
      || !slw_ssh_wire_take_string (&signature, &algorithm) || !slw_ssh_wire_take_string (&signature, &raw)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the ssh agent at %s refuses to sign", self->path);
    return NULL;
  }
  return g_bytes_new (raw.data, raw.length);
}

static void
slw_ssh_agent_finalize (GObject *object)
{
  SlwSshAgent *self = SLW_SSH_AGENT (object);

  g_clear_object (&self->connection);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self->answer);
  g_free (self->path);
  G_OBJECT_CLASS (slw_ssh_agent_parent_class)->finalize (object);
}

static void
slw_ssh_agent_class_init (SlwSshAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_ssh_agent_finalize;
}

static void
slw_ssh_agent_init (SlwSshAgent *self)
{
  g_queue_init (&self->requests);
}

SlwSshAgent *
slw_ssh_agent_get (const char *path)
{
  static GHashTable *agents; /* path -> SlwSshAgent, for the life of the process */
  SlwSshAgent *self;

  if (agents == NULL)
    agents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self = g_hash_table_lookup (agents, path);
  if (self == NULL) {
    self = g_object_new (SLW_TYPE_SSH_AGENT, NULL);
    self->path = g_strdup (path);
    g_hash_table_insert (agents, g_strdup (path), self);
  }
  return g_object_ref (self);
}
