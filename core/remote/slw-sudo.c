/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-sudo.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/api/slw-server-private.h"

#define PROBE_TIMEOUT 60 /* seconds; sudo itself may look its user up in a slow directory */
#define PROBE_OUTPUT 8192

/* -k: what sudo remembers of earlier passwords does not count. It is asked for the very sh that the commands are run by. */
static const char probe_line[] = "id -un; id -u; LC_ALL=C sudo -k -n -- sh -c : 2>&1; echo \"status=$?\"";

typedef struct {
  SlwServer *server;
  SlwExecRequest request;
  SlwRemoteCommand *command;
  char *user;
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_object_unref (probe->server);
  g_clear_pointer (&probe->command, slw_remote_command_free);
  g_free (probe->user);
  g_free (probe);
}

static void
deny (GTask *task, const char *what, const char *said)
{
  const Probe *probe = g_task_get_task_data (task);
  g_autofree char *safe = slw_text_escape (said, -1);
  g_autofree char *line = slw_text_last_lines (safe, 2);

  g_task_return_new_error (
      task, SLW_ERROR, SLW_ERROR_DENIED,
      "%s: %s cannot become root: %s (%s). Either log in as root, or set sudo-password in the platform "
      "file, or put the line \"%s ALL=(root) NOPASSWD: ALL\" into /etc/sudoers.d/slipway there",
      slw_server_get_name (probe->server), probe->user, what, line, probe->user);
}

static void
on_password_tried (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SlwResult) answer = slw_transport_exec_finish (SLW_TRANSPORT (object), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (slw_result_get_status (answer) != 0)
    deny (task, "sudo does not take the password", slw_result_get_errors (answer));
  else
    g_task_return_int (task, SLW_PRIVILEGE_SUDO_PASSWORD);
}

static void
try_password (GTask *task)
{
  static const char *const nothing[] = { "true", NULL };
  SlwTransport *transport = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  const SlwLogin *login = slw_server_get_login (probe->server);

  probe->command = slw_remote_command_new (nothing, SLW_PRIVILEGE_SUDO_PASSWORD, login->sudo_password, NULL);
  probe->request.command = probe->command->line;
  probe->request.preamble = probe->command->preamble;
  slw_transport_exec_async (transport, &probe->request, g_task_get_cancellable (task), on_password_tried,
                            g_object_ref (task));
}

/* name, number, what sudo said, status */
static void
judge (GTask *task, const char *output)
{
  Probe *probe = g_task_get_task_data (task);
  const SlwLogin *login = slw_server_get_login (probe->server);
  g_auto (GStrv) lines = g_strsplit (output, "\n", 3);
  char *status;

  if (g_strv_length (lines) < 3 || (status = g_strrstr (lines[2], "status=")) == NULL) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_FAILED, "%s: its shell does not answer as a POSIX sh",
                             slw_server_get_name (probe->server));
    return;
  }
  probe->user = slw_text_escape (lines[0], -1);
  if (strcmp (lines[1], "0") == 0) {
    g_task_return_int (task, SLW_PRIVILEGE_ROOT);
  } else if (strcmp (g_strchomp (status), "status=0") == 0) {
    g_task_return_int (task, SLW_PRIVILEGE_SUDO);
  } else if (strcmp (status, "status=127") != 0 && login->sudo_password != NULL) {
    try_password (task);
  } else {
    *status = '\0';
    deny (task, "sudo refuses", lines[2]);
  }
}

static void
on_probed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SlwResult) answer = slw_transport_exec_finish (SLW_TRANSPORT (object), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    judge (task, slw_result_get_output (answer));
}

void
slw_sudo_probe_async (SlwTransport *transport,
                      SlwServer *server,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);

  g_task_set_source_tag (task, slw_sudo_probe_async);
  g_task_set_check_cancellable (task, FALSE);
  probe->server = g_object_ref (server);
  probe->request.command = probe_line;
  probe->request.output_limit = PROBE_OUTPUT;
  probe->request.timeout = PROBE_TIMEOUT;
  g_task_set_task_data (task, probe, probe_free);
  if (g_strcmp0 (slw_transport_get_user (transport), "root") == 0) {
    g_task_return_int (task, SLW_PRIVILEGE_ROOT);
    return;
  }
  slw_transport_exec_async (transport, &probe->request, cancellable, on_probed, g_steal_pointer (&task));
}

SlwPrivilege
slw_sudo_probe_finish (GAsyncResult *result, GError **error)
{
  gssize privilege = g_task_propagate_int (G_TASK (result), error);

  return privilege < 0 ? SLW_PRIVILEGE_UNKNOWN : (SlwPrivilege) privilege;
}
