/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-remote.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-server-private.h"
#include "core/remote/slw-limited-stream.h"
#include "core/remote/slw-lock.h"
#include "core/remote/slw-remote-command.h"
#include "core/remote/slw-sudo.h"
#include "core/remote/slw-transport-local.h"
#include "core/remote/slw-transport-recorder.h"
#include "core/remote/slw-transport-replay.h"
#include "core/remote/slw-transport-ssh.h"

#define IDLE_TIMEOUT 60 /* seconds without a byte, not even an answer to a keepalive */
#define JOB_ANSWER 4096 /* bytes that are kept of what follows a job; the job's own output is kept by it */

struct _SlwRemote {
  GObject parent_instance;

  SlwServer *server;
  SlwTransport *transport;
  SlwPrivilege privilege;
  GQueue calls; /* GTask; the first one runs */
};

G_DEFINE_TYPE (SlwRemote, slw_remote, G_TYPE_OBJECT)

/* An action on its way. */
typedef struct {
  SlwAction *action;
  SlwJob *job; /* NULL: it ends with the link */
  SlwOutputFunc on_output;
  gpointer output_data;
  SlwRemoteCommand *command;
  SlwExecRequest request;
  guint64 size;               /* of a put */
  GOutputStream *destination; /* the file that the sink writes to… */
  char *part;                 /* …and its path until it is whole */
} Call;

static void start_next (SlwRemote *self);

static void
call_free (gpointer data)
{
  Call *call = data;

  slw_action_unref (call->action);
  g_clear_pointer (&call->command, slw_remote_command_free);
  g_clear_object (&call->request.input);
  g_clear_object (&call->request.sink);
  g_clear_object (&call->destination);
  g_free (call->part);
  g_free (call);
}

/* The task is answered by the caller; the next one gets its turn. */
static void
end_call (GTask *task)
{
  SlwRemote *self = g_task_get_source_object (task);

  g_queue_remove (&self->calls, task);
  start_next (self);
  g_object_unref (task);
}

static void
fail_call (GTask *task, GError *error)
{
  g_object_ref (task);
  end_call (task);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
finish_call (GTask *task, SlwResult *result)
{
  g_object_ref (task);
  end_call (task);
  g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
  g_object_unref (task);
}

static GError *
local_error (GTask *task, const char *what, const GError *cause)
{
  SlwRemote *self = g_task_get_source_object (task);
  const Call *call = g_task_get_task_data (task);
  g_autofree char *path = g_file_get_parse_name (call->action->file);

  return g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "%s: %s: cannot %s %s here: %s", slw_server_get_name (self->server),
                      slw_action_get_label (call->action), what, path, cause->message);
}

/* Output to a file: the result of the command is good only when the file is whole and in place. */

static gboolean
is_kept (const Call *call, SlwResult *answer)
{
  if (answer == NULL)
    return FALSE;
  return call->action->type == SLW_ACTION_EXEC ? slw_action_is_expected (call->action, slw_result_get_status (answer))
                                               : slw_result_get_status (answer) == 0;
}

/* g_file_replace() writes a file that was not there under its own name at once: half of it would stay. */
static GError *
end_part (GTask *task, gboolean keep)
{
  const Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!keep) {
    g_unlink (call->part);
    return NULL;
  }
  if (g_rename (call->part, g_file_peek_path (call->action->file)) == 0)
    return NULL;
  error = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  g_unlink (call->part);
  return local_error (task, "write", error);
}

static void
on_sink_closed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  const Call *call = g_task_get_task_data (task);
  SlwResult *answer = g_object_steal_data (object, "slipway-result");
  g_autoptr (GError) error = NULL;
  gboolean closed = g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error);
  GError *failure = g_object_steal_data (object, "slipway-error");

  if (failure == NULL && is_kept (call, answer) && !closed)
    failure = local_error (task, "write", error);
  if (failure == NULL)
    failure = end_part (task, is_kept (call, answer));
  else
    end_part (task, FALSE);
  if (failure == NULL) {
    finish_call (task, answer);
    return;
  }
  g_clear_pointer (&answer, slw_result_unref);
  fail_call (task, failure);
}

static void
close_sink (GTask *task, SlwResult *answer, GError *failure)
{
  const Call *call = g_task_get_task_data (task);

  g_object_set_data (G_OBJECT (call->destination), "slipway-result", answer);
  g_object_set_data (G_OBJECT (call->destination), "slipway-error", failure);
  g_output_stream_close_async (call->destination, G_PRIORITY_DEFAULT, NULL, on_sink_closed, task);
}

static void
on_executed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SlwRemote *self = g_task_get_source_object (task);
  const Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SlwResult) answer = slw_transport_exec_finish (SLW_TRANSPORT (object), result, &error);

  if (error == NULL && !slw_lock_check_answer (self->server, answer, &error))
    g_clear_pointer (&answer, slw_result_unref);
  if (call->request.sink != NULL) {
    close_sink (task, g_steal_pointer (&answer), error);
    return;
  }
  if (error == NULL && call->action->type == SLW_ACTION_GET && slw_result_is_truncated (answer))
    error = g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "%s: %s is longer than %" G_GSIZE_FORMAT " bytes",
                         slw_server_get_name (self->server), call->action->path, call->action->output_limit);
  if (error == NULL && call->job != NULL) {
    g_autoptr (SlwResult) said = g_steal_pointer (&answer);

    answer = slw_job_dup_result (call->job, said, &error);
  }
  if (error != NULL)
    fail_call (task, error);
  else
    finish_call (task, g_steal_pointer (&answer));
}

/* What goes to a file is for nobody else. */
static void
on_call_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  const Call *call = user_data;

  if (call->job != NULL) {
    if (!is_stderr)
      slw_job_feed (call->job, data, length, call->on_output, call->output_data);
    return;
  }
  if (call->on_output != NULL && (is_stderr || call->request.sink == NULL))
    call->on_output (is_stderr, data, length, call->output_data);
}

static void
execute (GTask *task)
{
  SlwRemote *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  const SlwAction *action = call->action;
  const SlwLogin *login = slw_server_get_login (self->server);
  const SlwFence *fence = slw_server_get_fence (self->server);
  SlwPrivilege privilege = action->unprivileged ? SLW_PRIVILEGE_UNKNOWN : self->privilege;

  if (call->job != NULL)
    call->command = slw_job_make_command (call->job, action, privilege, login->sudo_password, fence);
  else
    call->command = slw_remote_command_new_for_action (action, call->size, privilege, login->sudo_password, fence);
  call->request.command = call->command->line;
  call->request.preamble = call->command->preamble;
  call->request.output_limit = call->job != NULL ? JOB_ANSWER : action->output_limit;
  call->request.timeout = action->timeout;
  call->request.idle_timeout = IDLE_TIMEOUT;
  if (action->type == SLW_ACTION_EXEC && !action->secret_result) {
    call->request.on_output = on_call_output;
    call->request.output_data = call;
  }
  slw_transport_exec_async (self->transport, &call->request, g_task_get_cancellable (task), on_executed, task);
}

static void
on_destination_open (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (object), result, &error);

  if (stream == NULL) {
    fail_call (task, local_error (task, "write", error));
    return;
  }
  call->destination = G_OUTPUT_STREAM (stream);
  call->request.sink = call->action->type == SLW_ACTION_EXEC
                           ? slw_limited_stream_new (call->destination, call->action->file_limit)
                           : g_object_ref (call->destination);
  execute (task);
}

static void
on_source_queried (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_input_stream_query_info_finish (G_FILE_INPUT_STREAM (object), result, &error);

  if (info == NULL) {
    fail_call (task, local_error (task, "read", error));
    return;
  }
  call->size = g_file_info_get_size (info);
  execute (task);
}

static void
on_source_open (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = g_file_read_finish (G_FILE (object), result, &error);

  if (stream == NULL) {
    fail_call (task, local_error (task, "read", error));
    return;
  }
  call->request.input = G_INPUT_STREAM (stream);
  g_file_input_stream_query_info_async (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_PRIORITY_DEFAULT,
                                        g_task_get_cancellable (task), on_source_queried, task);
}

/* What is wrong with it is said when the file is made. */
static void
make_folder (GFile *file)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);

  if (parent != NULL && g_file_peek_path (parent) != NULL)
    g_mkdir_with_parents (g_file_peek_path (parent), 0700);
}

static void
prepare (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  const SlwAction *action = call->action;
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GBytes) content = slw_action_dup_content (action);
  g_autoptr (GFile) part = NULL;

  if (action->type == SLW_ACTION_PUT && action->file != NULL) {
    g_file_read_async (action->file, G_PRIORITY_DEFAULT, cancellable, on_source_open, task);
    return;
  }
  if (content != NULL) {
    call->size = g_bytes_get_size (content);
    call->request.input = g_memory_input_stream_new_from_bytes (content);
  }
  if (action->file == NULL) {
    execute (task);
    return;
  }
  if (action->type == SLW_ACTION_EXEC)
    make_folder (action->file);
  call->part = g_strconcat (g_file_peek_path (action->file), ".part", NULL);
  part = g_file_new_for_path (call->part);
  g_file_replace_async (part, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                        G_PRIORITY_DEFAULT, cancellable, on_destination_open, task);
}

static void
on_privilege_known (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SlwRemote *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->privilege = slw_sudo_probe_finish (result, &error);
  if (error != NULL)
    fail_call (task, error);
  else
    prepare (task);
}

static void
start_next (SlwRemote *self)
{
  GTask *task = g_queue_peek_head (&self->calls);
  const Call *call;

  if (task == NULL)
    return;
  call = g_task_get_task_data (task);
  if (call->action->unprivileged || self->privilege != SLW_PRIVILEGE_UNKNOWN) {
    prepare (task);
    return;
  }
  slw_sudo_probe_async (self->transport, self->server, g_task_get_cancellable (task), on_privilege_known, task);
}

void
slw_remote_run_async (SlwRemote *self,
                      SlwAction *action,
                      SlwJob *job,
                      SlwOutputFunc on_output,
                      gpointer output_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SLW_IS_REMOTE (self));
  g_return_if_fail (action != NULL && action->type != SLW_ACTION_HTTP && action->type != SLW_ACTION_CONNECT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, slw_remote_run_async);
  g_task_set_check_cancellable (task, FALSE);
  call = g_new0 (Call, 1);
  call->action = slw_action_ref (action);
  call->job = slw_transport_wants_jobs (self->transport) ? job : NULL;
  call->on_output = on_output;
  call->output_data = output_data;
  g_task_set_task_data (task, call, call_free);
  g_queue_push_tail (&self->calls, task);
  if (g_queue_get_length (&self->calls) == 1)
    start_next (self);
}

SlwResult *
slw_remote_run_finish (SlwRemote *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
slw_remote_is_idle (SlwRemote *self)
{
  g_return_val_if_fail (SLW_IS_REMOTE (self), FALSE);

  return g_queue_is_empty (&self->calls);
}

gboolean
slw_remote_can_lock (SlwRemote *self)
{
  g_return_val_if_fail (SLW_IS_REMOTE (self), FALSE);

  return slw_transport_can_lock (self->transport);
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

void
slw_remote_connect_async (SlwRemote *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SLW_IS_REMOTE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, slw_remote_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  slw_transport_connect_async (self->transport, cancellable, on_connected, task);
}

gboolean
slw_remote_connect_finish (SlwRemote *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
slw_remote_close (SlwRemote *self)
{
  g_return_if_fail (SLW_IS_REMOTE (self));

  slw_transport_close (self->transport);
}

static void
slw_remote_finalize (GObject *object)
{
  SlwRemote *self = SLW_REMOTE (object);

  slw_transport_close (self->transport);
  g_object_unref (self->transport);
  g_object_unref (self->server);
  G_OBJECT_CLASS (slw_remote_parent_class)->finalize (object);
}

static void
slw_remote_class_init (SlwRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_remote_finalize;
}

static void
slw_remote_init (SlwRemote *self)
{
  g_queue_init (&self->calls);
}

static SlwTransport *
make_transport (SlwPlatform *platform, SlwServer *server)
{
  const char *name = slw_server_get_login (server)->transport;

  if (name != NULL && strcmp (name, "local") == 0)
    return slw_transport_local_new ();
  if (name != NULL && g_str_has_prefix (name, "replay:"))
    return slw_transport_replay_new (name + strlen ("replay:"));
  return slw_transport_ssh_new (platform, server);
}

SlwRemote *
slw_remote_new (SlwPlatform *platform, SlwServer *server)
{
  g_autoptr (SlwTransport) transport = make_transport (platform, server);
  const char *folder = g_getenv ("SLIPWAY_RECORD");

  if (folder != NULL) {
    g_autoptr (SlwTransport) inner = g_steal_pointer (&transport);
    g_autofree char *base = g_strconcat (slw_server_get_name (server), ".json", NULL);
    g_autofree char *path = g_build_filename (folder, base, NULL);

    transport = slw_transport_recorder_new (inner, path);
  }
  return slw_remote_new_for_transport (server, transport);
}

SlwRemote *
slw_remote_new_for_transport (SlwServer *server, SlwTransport *transport)
{
  SlwRemote *self = g_object_new (SLW_TYPE_REMOTE, NULL);

  self->server = g_object_ref (server);
  self->transport = g_object_ref (transport);
  return self;
}
