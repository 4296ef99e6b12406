/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-exec.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-result-private.h"
#include "core/remote/slw-output.h"
#include "core/remote/slw-ssh-operation.h"

#define INPUT_CHUNK (128 * 1024)
#define OUTPUT_CHUNK (64 * 1024)
/* How much the server may send ahead of us. It is what a server that sends bytes one by one can make us hold. */
#define WINDOW (1024 * 1024)
#define PACKET (32 * 1024)
#define LONGEST_KEEPALIVE 15 /* seconds */

typedef enum {
  STAGE_OPEN,
  STAGE_START,
  STAGE_RUN,
  STAGE_CLOSE,
} Stage;

typedef struct {
  const SlwExecRequest *request;
  SlwSshSession *session;
  LIBSSH2_CHANNEL *channel;
  Stage stage;
  gint64 deadline;

  GBytes *chunk; /* of standard input, on its way */
  gsize chunk_done;
  gboolean reading;
  gboolean input_ended;
  gboolean eof_sent;
  gboolean writing;
  char *piece; /* of the output, on its way to the sink */
  GError *stream_error;
  GCancellable *streams;

  SlwOutput *output;
  SlwOutput *errors;

  gboolean operating;
  SlwResult *result;
  GError *error;
} Exec;

static void
exec_free (gpointer data)
{
  Exec *exec = data;

  g_clear_object (&exec->session);
  g_clear_object (&exec->streams);
  g_clear_pointer (&exec->chunk, g_bytes_unref);
  g_free (exec->piece);
  g_clear_pointer (&exec->output, slw_output_free);
  g_clear_pointer (&exec->errors, slw_output_free);
  g_clear_pointer (&exec->result, slw_result_unref);
  g_clear_error (&exec->stream_error);
  g_clear_error (&exec->error);
  g_free (exec);
}

/* The call ends when the channel has, and when no stream of the caller is in use any more. */
static void
end_when_quiet (GTask *task)
{
  Exec *exec = g_task_get_task_data (task);

  if (exec->operating)
    return;
  if (exec->reading || exec->writing) {
    g_cancellable_cancel (exec->streams);
    return;
  }
  if (g_task_get_completed (task) || (exec->result == NULL && exec->error == NULL))
    return;
  if (exec->error != NULL)
    g_task_return_error (task, g_steal_pointer (&exec->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&exec->result), (GDestroyNotify) slw_result_unref);
}

/* Standard input */

static void
on_chunk_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exec *exec = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  exec->reading = FALSE;
  if (!exec->operating) {
    g_clear_pointer (&chunk, g_bytes_unref);
    g_clear_error (&error);
    end_when_quiet (task);
    return;
  }
  if (chunk == NULL) {
    exec->stream_error = error;
  } else if (g_bytes_get_size (chunk) == 0) {
    exec->input_ended = TRUE;
    g_bytes_unref (chunk);
  } else {
    exec->chunk = chunk;
    exec->chunk_done = 0;
  }
  slw_ssh_session_kick (exec->session);
}

static void
read_chunk (GTask *task)
{
  Exec *exec = g_task_get_task_data (task);

  exec->reading = TRUE;
  g_input_stream_read_bytes_async (exec->request->input, INPUT_CHUNK, G_PRIORITY_DEFAULT, exec->streams, on_chunk_read,
                                   g_object_ref (task));
}

static gboolean
write_chunk (Exec *exec)
{
  gsize length;
  const char *data = g_bytes_get_data (exec->chunk, &length);
  ssize_t n = libssh2_channel_write_ex (exec->channel, 0, data + exec->chunk_done, length - exec->chunk_done);

  if (n == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  if (n < 0) {
    /* the command has ended without reading all of it; what it says counts. A lost link shows when reading. */
    exec->input_ended = TRUE;
    exec->eof_sent = TRUE;
    g_clear_pointer (&exec->chunk, g_bytes_unref);
    return FALSE;
  }
  exec->chunk_done += n;
  if (exec->chunk_done == length)
    g_clear_pointer (&exec->chunk, g_bytes_unref);
  return TRUE;
}

static void
feed (GTask *task)
{
  Exec *exec = g_task_get_task_data (task);

  while (exec->chunk != NULL && slw_ssh_session_can_send (exec->session))
    if (!write_chunk (exec))
      break;
  if (exec->chunk != NULL || exec->reading || exec->eof_sent)
    return;
  if (!exec->input_ended && exec->request->input != NULL)
    read_chunk (task);
  else
    exec->eof_sent = libssh2_channel_send_eof (exec->channel) != LIBSSH2_ERROR_EAGAIN;
}

/* Standard output and error */

static void
on_sink_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exec *exec = g_task_get_task_data (task);
  GError *error = NULL;

  exec->writing = FALSE;
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error);
  if (!exec->operating) {
    g_clear_error (&error);
    end_when_quiet (task);
    return;
  }
  exec->stream_error = error;
  slw_ssh_session_kick (exec->session);
}

static void
write_to_sink (GTask *task, const char *data, gsize length)
{
  Exec *exec = g_task_get_task_data (task);

  exec->writing = TRUE;
  g_free (exec->piece);
  exec->piece = g_memdup2 (data, length);
  g_output_stream_write_all_async (exec->request->sink, exec->piece, length, G_PRIORITY_DEFAULT, exec->streams,
                                   on_sink_written, g_object_ref (task));
}

static void
take_piece (GTask *task, gboolean is_stderr, const char *data, gsize length)
{
  Exec *exec = g_task_get_task_data (task);
  const SlwExecRequest *request = exec->request;

  if (is_stderr)
    slw_output_add (exec->errors, data, length);
  else if (request->sink != NULL)
    write_to_sink (task, data, length);
  else
    slw_output_add (exec->output, data, length);
  if (request->on_output != NULL)
    request->on_output (is_stderr, data, length, request->output_data);
}

/* Reads one stream until nothing is left. 0 or what libssh2 says. */
static int
drain (GTask *task, gboolean is_stderr, gboolean *got)
{
  static char buffer[OUTPUT_CHUNK];
  Exec *exec = g_task_get_task_data (task);
  ssize_t n;

  do {
    n = libssh2_channel_read_ex (exec->channel, is_stderr ? SSH_EXTENDED_DATA_STDERR : 0, buffer, sizeof buffer);
    if (n > 0) {
      *got = TRUE;
      take_piece (task, is_stderr, buffer, n);
    }
  } while (n > 0 && !exec->writing);
  return n < 0 && n != LIBSSH2_ERROR_EAGAIN ? (int) n : 0;
}

/* Reading the one stream puts what came for the other into libssh2's queue, where no poll () sees it any more: both are asked
 * until neither has anything. Asking the queue costs no system call. The answer to a keepalive, which stays in that queue,
 * makes it say "error", which then tells nothing: only 0 means none. */
static int
drain_both (GTask *task)
{
  Exec *exec = g_task_get_task_data (task);
  gboolean got;
  int rc = 0;

  do {
    got = FALSE;
    if (!exec->writing)
      rc = drain (task, FALSE, &got);
    if (rc == 0 && libssh2_poll_channel_read (exec->channel, SSH_EXTENDED_DATA_STDERR) != 0)
      rc = drain (task, TRUE, &got);
  } while (rc == 0 && got && !exec->writing);
  return rc;
}

/* The end */

static int
signal_status (const char *name)
{
  static const struct {
    const char *name;
    int number;
  } signals[] = { { "HUP", 1 },   { "INT", 2 },   { "QUIT", 3 },  { "ILL", 4 },   { "TRAP", 5 },
                  { "ABRT", 6 },  { "FPE", 8 },   { "KILL", 9 },  { "USR1", 10 }, { "SEGV", 11 },
                  { "USR2", 12 }, { "PIPE", 13 }, { "ALRM", 14 }, { "TERM", 15 } };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    if (strcmp (signals[i].name, name) == 0)
      return 128 + signals[i].number;
  return 255;
}

static int
read_status (Exec *exec)
{
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (exec->session);
  char *name = NULL;
  int status = libssh2_channel_get_exit_status (exec->channel);

  libssh2_channel_get_exit_signal (exec->channel, &name, NULL, NULL, NULL, NULL, NULL);
  if (name != NULL) {
    status = signal_status (name);
    libssh2_free (handle, name);
  }
  return status;
}

static void
fail (SlwSshOperation *operation, Exec *exec, GError *error)
{
  exec->operating = FALSE;
  slw_ssh_operation_fail (operation, error);
}

static void
finish (SlwSshOperation *operation, Exec *exec)
{
  int status = read_status (exec);
  g_autoptr (GBytes) output = slw_output_dup_bytes (exec->output);
  g_autoptr (GBytes) errors = slw_output_dup_bytes (exec->errors);

  exec->result = slw_result_new (status, output, errors);
  if (slw_output_get_dropped (exec->output) > 0 || slw_output_get_dropped (exec->errors) > 0)
    slw_result_set_truncated (exec->result, TRUE);
  /* the server has closed it, so that this waits for nothing */
  libssh2_channel_free (exec->channel);
  exec->channel = NULL;
  exec->operating = FALSE;
  slw_ssh_operation_finish (operation, exec, NULL);
}

/* Stages; TRUE: on to the next one */

static gboolean
open_channel (SlwSshOperation *operation, Exec *exec)
{
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (exec->session);
  int rc;

  if (!slw_ssh_session_claim (exec->session, &operation->client))
    return FALSE;
  exec->channel = libssh2_channel_open_ex (handle, "session", strlen ("session"), WINDOW, PACKET, NULL, 0);
  rc = exec->channel == NULL ? libssh2_session_last_errno (handle) : 0;
  if (rc == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  slw_ssh_session_unclaim (exec->session, &operation->client);
  if (exec->channel == NULL)
    fail (operation, exec, slw_ssh_session_dup_error (exec->session, rc, "opening a channel"));
  return exec->channel != NULL;
}

static gboolean
start_command (SlwSshOperation *operation, Exec *exec)
{
  const char *command = exec->request->command;
  int rc = libssh2_channel_process_startup (exec->channel, "exec", strlen ("exec"), command, strlen (command));

  if (rc != 0 && rc != LIBSSH2_ERROR_EAGAIN)
    fail (operation, exec, slw_ssh_session_dup_error (exec->session, rc, "starting the command"));
  return rc == 0;
}

static gboolean
run_command (SlwSshOperation *operation, Exec *exec, GTask *task)
{
  int rc;

  if (exec->stream_error != NULL) {
    fail (operation, exec,
          g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "%s: %s", slw_ssh_session_get_peer (exec->session),
                       exec->stream_error->message));
    return FALSE;
  }
  feed (task);
  rc = drain_both (task);
  if (rc != 0) {
    fail (operation, exec,
          slw_ssh_session_dup_error (exec->session, rc, "the command was running, and it may still be"));
    return FALSE;
  }
  operation->client.full = exec->writing;
  return !exec->writing && libssh2_channel_eof (exec->channel) == 1;
}

static void
close_channel (SlwSshOperation *operation, Exec *exec)
{
  int rc = libssh2_channel_wait_closed (exec->channel);

  if (rc == 0)
    finish (operation, exec);
  else if (rc != LIBSSH2_ERROR_EAGAIN)
    fail (operation, exec, slw_ssh_session_dup_error (exec->session, rc, "the command was ending"));
}

static void
check_time (SlwSshOperation *operation, Exec *exec)
{
  const SlwExecRequest *request = exec->request;
  const char *peer = slw_ssh_session_get_peer (exec->session);
  gint64 now = g_get_monotonic_time ();
  gint64 lost_at = 0;

  if (exec->deadline > 0 && now >= exec->deadline) {
    fail (operation, exec,
          g_error_new (SLW_ERROR, SLW_ERROR_TIMED_OUT,
                       "%s: the command has not ended within %u s; it may still be running", peer, request->timeout));
    return;
  }
  if (request->idle_timeout > 0 && !exec->writing)
    lost_at = slw_ssh_session_get_lost_at (exec->session, request->idle_timeout);
  if (lost_at > 0 && now >= lost_at) {
    fail (operation, exec,
          g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: nothing came for %u s, not even an answer to a keepalive",
                       peer, request->idle_timeout));
    return;
  }
  operation->client.wake = lost_at > 0 && (exec->deadline == 0 || lost_at < exec->deadline) ? lost_at : exec->deadline;
}

static void
step (SlwSshOperation *operation)
{
  g_autoptr (GTask) task = g_object_ref (operation->data);
  Exec *exec = g_task_get_task_data (task);

  if (exec->stage == STAGE_OPEN && open_channel (operation, exec))
    exec->stage = STAGE_START;
  if (exec->stage == STAGE_START && start_command (operation, exec))
    exec->stage = STAGE_RUN;
  if (exec->stage == STAGE_RUN && run_command (operation, exec, task))
    exec->stage = STAGE_CLOSE;
  if (exec->stage == STAGE_CLOSE)
    close_channel (operation, exec);
  if (exec->operating)
    check_time (operation, exec);
}

static void
on_operation_ended (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exec *exec = g_task_get_task_data (task);

  exec->operating = FALSE;
  g_task_propagate_pointer (G_TASK (result), &exec->error);
  end_when_quiet (task);
}

void
slw_ssh_exec_async (SlwSshSession *session,
                    const SlwExecRequest *request,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  GTask *operation = g_task_new (session, cancellable, on_operation_ended, g_object_ref (task));
  Exec *exec = g_new0 (Exec, 1);

  g_task_set_source_tag (task, slw_ssh_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, exec, exec_free);
  exec->request = request;
  exec->session = g_object_ref (session);
  exec->streams = g_cancellable_new ();
  exec->output = slw_output_new (request->output_limit);
  exec->errors = slw_output_new (request->output_limit);
  if (request->preamble != NULL && g_bytes_get_size (request->preamble) > 0)
    exec->chunk = g_bytes_ref (request->preamble);
  exec->operating = TRUE;
  if (request->timeout > 0)
    exec->deadline = g_get_monotonic_time () + (gint64) request->timeout * G_USEC_PER_SEC;
  slw_ssh_session_set_keepalive (
      session, request->idle_timeout > 0 ? CLAMP (request->idle_timeout / 3, 1, LONGEST_KEEPALIVE) : LONGEST_KEEPALIVE);
  slw_ssh_operation_start (session, operation, step, task, exec->deadline);
}

SlwResult *
slw_ssh_exec_finish (GAsyncResult *result, gboolean *sent, GError **error)
{
  const Exec *exec = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = exec->stage >= STAGE_START;
  return g_task_propagate_pointer (G_TASK (result), error);
}
