/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-local.h"

#include <slipway/slw-error.h>

#include <signal.h>
#include <unistd.h>

#include "core/api/slw-result-private.h"
#include "core/remote/slw-output.h"

#define CHUNK (64 * 1024)

struct _SlwTransportLocal {
  GObject parent_instance;
};

static void slw_transport_local_iface_init (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwTransportLocal,
                         slw_transport_local,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, slw_transport_local_iface_init))

/* A command under way. */
typedef struct {
  const SlwExecRequest *request;
  GSubprocess *process;
  SlwOutput *kept[2]; /* standard output, standard error */
  guint pending;      /* calls that have not come back yet */
  GCancellable *streams;
  GSource *timer;
  gulong cancelled;
  GBytes *piece; /* of the output, on its way to the sink */
  GError *error;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->process);
  slw_output_free (run->kept[0]);
  slw_output_free (run->kept[1]);
  g_object_unref (run->streams);
  g_clear_pointer (&run->piece, g_bytes_unref);
  g_clear_error (&run->error);
  g_free (run);
}

static int
get_status (GSubprocess *process)
{
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : 128 + g_subprocess_get_term_sig (process);
}

static SlwResult *
make_result (const Run *run)
{
  g_autoptr (GBytes) output = slw_output_dup_bytes (run->kept[0]);
  g_autoptr (GBytes) errors = slw_output_dup_bytes (run->kept[1]);
  SlwResult *result = slw_result_new (get_status (run->process), output, errors);

  slw_result_set_truncated (result,
                            slw_output_get_dropped (run->kept[0]) > 0 || slw_output_get_dropped (run->kept[1]) > 0);
  return result;
}

/* Called by everything that ends; the last one answers. */
static void
end_one (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (--run->pending > 0)
    return;
  if (run->timer != NULL) {
    g_source_destroy (run->timer);
    g_clear_pointer (&run->timer, g_source_unref);
  }
  if (run->cancelled != 0)
    g_cancellable_disconnect (cancellable, run->cancelled);
  if (run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_pointer (task, make_result (run), (GDestroyNotify) slw_result_unref);
}

/* The command and what it has started go; the calls that wait for it come back then. */
static void
stop (Run *run, GError *error)
{
  const char *pid = g_subprocess_get_identifier (run->process);
  guint64 number;

  if (run->error != NULL) {
    g_error_free (error);
    return;
  }
  run->error = error;
  if (pid != NULL && g_ascii_string_to_unsigned (pid, 10, 2, G_MAXINT, &number, NULL))
    kill (-(pid_t) number, SIGKILL);
  g_cancellable_cancel (run->streams);
}

static gboolean
on_timeout (gpointer user_data)
{
  Run *run = user_data;

  stop (run, g_error_new (SLW_ERROR, SLW_ERROR_TIMED_OUT, "the command has not ended within %u s; it was stopped",
                          run->request->timeout));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  stop (user_data, g_error_new (SLW_ERROR, SLW_ERROR_CANCELLED, "stopped on request"));
}

static void
on_exited (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  end_one (task);
}

/* Output */

static void read_on (GTask *task, GInputStream *stream);

static void
on_sink_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    read_on (task, g_subprocess_get_stdout_pipe (run->process));
  else if (run->error == NULL)
    stop (run, g_error_new_literal (SLW_ERROR, SLW_ERROR_FAILED, error->message));
  end_one (task);
}

static void
take_piece (GTask *task, GInputStream *stream, GBytes *piece)
{
  Run *run = g_task_get_task_data (task);
  const SlwExecRequest *request = run->request;
  gboolean is_stderr = stream != g_subprocess_get_stdout_pipe (run->process);
  gsize length;
  const char *data = g_bytes_get_data (piece, &length);

  if (request->on_output != NULL)
    request->on_output (is_stderr, data, length, request->output_data);
  if (is_stderr || request->sink == NULL) {
    slw_output_add (run->kept[is_stderr], data, length);
    read_on (task, stream);
    return;
  }
  g_clear_pointer (&run->piece, g_bytes_unref);
  run->piece = g_bytes_ref (piece);
  run->pending++;
  g_output_stream_write_all_async (request->sink, data, length, G_PRIORITY_DEFAULT, run->streams, on_sink_written,
                                   g_object_ref (task));
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  if (piece != NULL && g_bytes_get_size (piece) > 0)
    take_piece (task, G_INPUT_STREAM (object), piece);
  end_one (task);
}

static void
read_on (GTask *task, GInputStream *stream)
{
  Run *run = g_task_get_task_data (task);

  run->pending++;
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, run->streams, on_read, g_object_ref (task));
}

/* Input. A command that ends without reading all of it has not failed for that. */

static void
on_spliced (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean good = g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) >= 0;

  if (!good && run->error == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    stop (run, g_error_new_literal (SLW_ERROR, SLW_ERROR_FAILED, error->message));
  end_one (task);
}

static void
on_preamble_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GOutputStream *stream = G_OUTPUT_STREAM (object);
  gboolean good = g_output_stream_write_all_finish (stream, result, NULL, NULL);

  if (good && run->request->input != NULL && run->error == NULL) {
    run->pending++;
    g_output_stream_splice_async (stream, run->request->input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT,
                                  run->streams, on_spliced, g_object_ref (task));
  } else {
    g_output_stream_close (stream, NULL, NULL);
  }
  end_one (task);
}

static void
feed (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  gsize length = 0;
  const char *data = run->request->preamble != NULL ? g_bytes_get_data (run->request->preamble, &length) : "";

  run->pending++;
  g_output_stream_write_all_async (g_subprocess_get_stdin_pipe (run->process), data, length, G_PRIORITY_DEFAULT,
                                   run->streams, on_preamble_written, g_object_ref (task));
}

static void
lead_group (gpointer user_data)
{
  setsid ();
}

static void
slw_transport_local_exec_async (SlwTransport *transport,
                                const SlwExecRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  Run *run = g_new0 (Run, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, slw_transport_local_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);
  run->request = request;
  run->kept[0] = slw_output_new (request->output_limit);
  run->kept[1] = slw_output_new (request->output_limit);
  run->streams = g_cancellable_new ();
  g_subprocess_launcher_set_child_setup (launcher, lead_group, NULL, NULL);
  run->process = g_subprocess_launcher_spawn (launcher, &error, "/bin/sh", "-c", request->command, NULL);
  if (run->process == NULL) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_FAILED, "cannot start sh: %s", error->message);
    g_error_free (error);
    return;
  }
  run->pending = 1;
  g_subprocess_wait_async (run->process, NULL, on_exited, g_object_ref (task));
  read_on (task, g_subprocess_get_stdout_pipe (run->process));
  read_on (task, g_subprocess_get_stderr_pipe (run->process));
  feed (task);
  if (request->timeout > 0) {
    run->timer = g_timeout_source_new_seconds (request->timeout);
    g_source_set_callback (run->timer, on_timeout, run, NULL);
    g_source_attach (run->timer, g_main_context_get_thread_default ());
  }
  if (cancellable != NULL)
    run->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), run, NULL);
}

static SlwResult *
slw_transport_local_exec_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
slw_transport_local_connect_async (SlwTransport *transport,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);

  g_task_set_source_tag (task, slw_transport_local_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
slw_transport_local_connect_finish (SlwTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const char *
slw_transport_local_get_user (SlwTransport *transport)
{
  return geteuid () == 0 ? "root" : g_get_user_name ();
}

static gboolean
slw_transport_local_wants_jobs (SlwTransport *transport)
{
  return TRUE;
}

static gboolean
slw_transport_local_can_lock (SlwTransport *transport)
{
  return TRUE;
}

static void
slw_transport_local_close (SlwTransport *transport)
{
}

static void
slw_transport_local_class_init (SlwTransportLocalClass *klass)
{
}

static void
slw_transport_local_init (SlwTransportLocal *self)
{
}

static void
slw_transport_local_iface_init (SlwTransportInterface *iface)
{
  iface->connect_async = slw_transport_local_connect_async;
  iface->connect_finish = slw_transport_local_connect_finish;
  iface->exec_async = slw_transport_local_exec_async;
  iface->exec_finish = slw_transport_local_exec_finish;
  iface->get_user = slw_transport_local_get_user;
  iface->wants_jobs = slw_transport_local_wants_jobs;
  iface->can_lock = slw_transport_local_can_lock;
  iface->close = slw_transport_local_close;
}

SlwTransport *
slw_transport_local_new (void)
{
  return g_object_new (SLW_TYPE_TRANSPORT_LOCAL, NULL);
}
