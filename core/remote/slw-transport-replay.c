/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-replay.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-result-private.h"
#include "core/remote/slw-output.h"
#include "core/remote/slw-transcript.h"

struct _SlwTransportReplay {
  GObject parent_instance;

  char *path;
  GPtrArray *entries;   /* SlwTranscriptEntry, NULL before it is connected */
  GHashTable *answered; /* command -> number of the entry that answered it last, plus 1 */
};

static void slw_transport_replay_iface_init (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwTransportReplay,
                         slw_transport_replay,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, slw_transport_replay_iface_init))

static gboolean
load (SlwTransportReplay *self, GError **error)
{
  if (self->entries == NULL)
    self->entries = slw_transcript_load (self->path, error);
  return self->entries != NULL;
}

static const SlwTranscriptEntry *
find (SlwTransportReplay *self, const char *command)
{
  guint last = GPOINTER_TO_UINT (g_hash_table_lookup (self->answered, command));

  for (guint i = last; i < self->entries->len; i++) {
    const SlwTranscriptEntry *entry = g_ptr_array_index (self->entries, i);

    if (strcmp (entry->command, command) == 0) {
      g_hash_table_replace (self->answered, g_strdup (command), GUINT_TO_POINTER (i + 1));
      return entry;
    }
  }
  return last > 0 ? g_ptr_array_index (self->entries, last - 1) : NULL;
}

static SlwResult *
make_result (const SlwTranscriptEntry *entry, const SlwExecRequest *request)
{
  g_autoptr (SlwOutput) output = slw_output_new (request->output_limit);
  g_autoptr (SlwOutput) errors = slw_output_new (request->output_limit);
  g_autoptr (GBytes) kept_output = NULL;
  g_autoptr (GBytes) kept_errors = NULL;
  gsize output_length, errors_length;
  const char *output_data = g_bytes_get_data (entry->output, &output_length);
  const char *errors_data = g_bytes_get_data (entry->errors, &errors_length);
  SlwResult *result;

  if (request->on_output != NULL && output_length > 0)
    request->on_output (FALSE, output_data, output_length, request->output_data);
  if (request->on_output != NULL && errors_length > 0)
    request->on_output (TRUE, errors_data, errors_length, request->output_data);
  if (request->sink == NULL)
    slw_output_add (output, output_data, output_length);
  slw_output_add (errors, errors_data, errors_length);
  kept_output = slw_output_dup_bytes (output);
  kept_errors = slw_output_dup_bytes (errors);
  result = slw_result_new (entry->status, kept_output, kept_errors);
  slw_result_set_truncated (result, slw_output_get_dropped (output) > 0 || slw_output_get_dropped (errors) > 0);
  return result;
}

static void
on_sink_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwResult *answer = g_object_steal_data (G_OBJECT (task), "slipway-result");
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error)) {
    g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
    return;
  }
  slw_result_unref (answer);
  g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_FAILED, "%s", error->message);
}

static void
slw_transport_replay_exec_async (SlwTransport *transport,
                                 const SlwExecRequest *request,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SlwTransportReplay *self = SLW_TRANSPORT_REPLAY (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  const SlwTranscriptEntry *entry;
  SlwResult *answer;
  gsize length;
  const char *data;

  g_task_set_source_tag (task, slw_transport_replay_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!load (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  entry = find (self, request->command);
  if (entry == NULL) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_NOT_FOUND, "%s has no answer to this command: %s", self->path,
                             request->command);
    return;
  }
  answer = make_result (entry, request);
  if (request->sink == NULL) {
    g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
    return;
  }
  data = g_bytes_get_data (entry->output, &length);
  g_object_set_data (G_OBJECT (task), "slipway-result", answer);
  g_output_stream_write_all_async (request->sink, data, length, G_PRIORITY_DEFAULT, cancellable, on_sink_written,
                                   g_object_ref (task));
}

static SlwResult *
slw_transport_replay_exec_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
slw_transport_replay_connect_async (SlwTransport *transport,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, slw_transport_replay_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  if (load (SLW_TRANSPORT_REPLAY (transport), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
slw_transport_replay_connect_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A transcript is of root, or its commands say how to become that. */
static const char *
slw_transport_replay_get_user (SlwTransport *transport)
{
  return "root";
}

static void
slw_transport_replay_close (SlwTransport *transport)
{
}

static void
slw_transport_replay_finalize (GObject *object)
{
  SlwTransportReplay *self = SLW_TRANSPORT_REPLAY (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_hash_table_unref (self->answered);
  g_free (self->path);
  G_OBJECT_CLASS (slw_transport_replay_parent_class)->finalize (object);
}

static void
slw_transport_replay_class_init (SlwTransportReplayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_transport_replay_finalize;
}

static void
slw_transport_replay_init (SlwTransportReplay *self)
{
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
slw_transport_replay_iface_init (SlwTransportInterface *iface)
{
  iface->connect_async = slw_transport_replay_connect_async;
  iface->connect_finish = slw_transport_replay_connect_finish;
  iface->exec_async = slw_transport_replay_exec_async;
  iface->exec_finish = slw_transport_replay_exec_finish;
  iface->get_user = slw_transport_replay_get_user;
  iface->close = slw_transport_replay_close;
}

SlwTransport *
slw_transport_replay_new (const char *path)
{
  SlwTransportReplay *self = g_object_new (SLW_TYPE_TRANSPORT_REPLAY, NULL);

  self->path = g_strdup (path);
  return SLW_TRANSPORT (self);
}
