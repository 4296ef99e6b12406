/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-recorder.h"

#include "core/remote/slw-output.h"
#include "core/remote/slw-transcript.h"

#define MOST_OUTPUT (4 * 1024 * 1024)

struct _SlwTransportRecorder {
  GObject parent_instance;

  SlwTransport *inner;
  char *path;
  GPtrArray *entries;
};

static void slw_transport_recorder_iface_init (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwTransportRecorder,
                         slw_transport_recorder,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, slw_transport_recorder_iface_init))

typedef struct {
  const SlwExecRequest *original;
  SlwExecRequest request; /* the same, but its output passes here */
  SlwOutput *kept[2];
} Recording;

static void
recording_free (gpointer data)
{
  Recording *recording = data;

  slw_output_free (recording->kept[0]);
  slw_output_free (recording->kept[1]);
  g_free (recording);
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Recording *recording = user_data;
  const SlwExecRequest *original = recording->original;

  slw_output_add (recording->kept[is_stderr ? 1 : 0], data, length);
  if (original->on_output != NULL)
    original->on_output (is_stderr, data, length, original->output_data);
}

static void
on_executed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwTransportRecorder *self = g_task_get_source_object (task);
  const Recording *recording = g_task_get_task_data (task);
  GError *error = NULL;
  SlwResult *answer = slw_transport_exec_finish (SLW_TRANSPORT (object), result, &error);
  g_autoptr (GBytes) output = slw_output_dup_bytes (recording->kept[0]);
  g_autoptr (GBytes) errors = slw_output_dup_bytes (recording->kept[1]);
  g_autoptr (GError) failure = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  slw_transcript_add (self->entries, recording->original->command, slw_result_get_status (answer), output, errors);
  if (!slw_transcript_save (self->path, self->entries, &failure))
    g_warning ("cannot record: %s", failure->message);
  g_task_return_pointer (task, answer, (GDestroyNotify) slw_result_unref);
}

static void
slw_transport_recorder_exec_async (SlwTransport *transport,
                                   const SlwExecRequest *request,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  SlwTransportRecorder *self = SLW_TRANSPORT_RECORDER (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Recording *recording = g_new0 (Recording, 1);

  g_task_set_source_tag (task, slw_transport_recorder_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, recording, recording_free);
  recording->original = request;
  recording->request = *request;
  recording->request.on_output = on_output;
  recording->request.output_data = recording;
  recording->kept[0] = slw_output_new (MOST_OUTPUT);
  recording->kept[1] = slw_output_new (MOST_OUTPUT);
  slw_transport_exec_async (self->inner, &recording->request, cancellable, on_executed, task);
}

static SlwResult *
slw_transport_recorder_exec_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (slw_transport_connect_finish (SLW_TRANSPORT (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
slw_transport_recorder_connect_async (SlwTransport *transport,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  SlwTransportRecorder *self = SLW_TRANSPORT_RECORDER (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, slw_transport_recorder_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  slw_transport_connect_async (self->inner, cancellable, on_connected, task);
}

static gboolean
slw_transport_recorder_connect_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const char *
slw_transport_recorder_get_user (SlwTransport *transport)
{
  return slw_transport_get_user (SLW_TRANSPORT_RECORDER (transport)->inner);
}

static void
slw_transport_recorder_close (SlwTransport *transport)
{
  slw_transport_close (SLW_TRANSPORT_RECORDER (transport)->inner);
}

static void
slw_transport_recorder_finalize (GObject *object)
{
  SlwTransportRecorder *self = SLW_TRANSPORT_RECORDER (object);

  g_clear_object (&self->inner);
  g_ptr_array_unref (self->entries);
  g_free (self->path);
  G_OBJECT_CLASS (slw_transport_recorder_parent_class)->finalize (object);
}

static void
slw_transport_recorder_class_init (SlwTransportRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_transport_recorder_finalize;
}

static void
slw_transport_recorder_init (SlwTransportRecorder *self)
{
  self->entries = slw_transcript_new ();
}

static void
slw_transport_recorder_iface_init (SlwTransportInterface *iface)
{
  iface->connect_async = slw_transport_recorder_connect_async;
  iface->connect_finish = slw_transport_recorder_connect_finish;
  iface->exec_async = slw_transport_recorder_exec_async;
  iface->exec_finish = slw_transport_recorder_exec_finish;
  iface->get_user = slw_transport_recorder_get_user;
  iface->close = slw_transport_recorder_close;
}

SlwTransport *
slw_transport_recorder_new (SlwTransport *inner, const char *path)
{
  SlwTransportRecorder *self = g_object_new (SLW_TYPE_TRANSPORT_RECORDER, NULL);

  self->inner = g_object_ref (inner);
  self->path = g_strdup (path);
  return SLW_TRANSPORT (self);
}
