/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-scan.h"

#include "core/remote/slw-ssh-connect.h"

typedef struct {
  SlwSshRoute *route;
  guint index; /* of the host that is asked */
} Scan;

static void
scan_data_free (gpointer data)
{
  Scan *scan = data;

  g_clear_pointer (&scan->route, slw_ssh_route_unref);
  g_free (scan);
}

void
slw_ssh_scan_free (SlwSshScan *scan)
{
  g_free (scan->name);
  g_free (scan->host);
  g_clear_pointer (&scan->key, g_bytes_unref);
  g_free (scan->type);
  g_free (scan->fingerprint);
  slw_host_keys_clear_line (&scan->line);
  g_free (scan);
}

static SlwSshScan *
judge (const Scan *scan, GBytes *key)
{
  const SlwSshTarget *target = slw_ssh_route_get_target (scan->route, scan->index);
  SlwSshScan *seen = g_new0 (SlwSshScan, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (key, &length);

  seen->name = g_strdup (target->name);
  seen->is_jump = scan->index + 1 < slw_ssh_route_get_length (scan->route);
  seen->host = g_strdup (target->key_host);
  seen->port = target->key_port;
  seen->key = g_bytes_ref (key);
  seen->type = slw_host_keys_dup_type (data, length);
  seen->fingerprint = slw_host_keys_dup_fingerprint (data, length);
  seen->state = slw_host_keys_check ((const char *const *) target->known_hosts, target->key_host, target->key_port,
                                     data, length, &seen->line);
  return seen;
}

static void
on_host_key (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Scan *scan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (SlwSshSession) session = slw_ssh_connect_finish (result, &key, &error);

  if (session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  slw_ssh_session_close (session, NULL);
  g_task_return_pointer (task, judge (scan, key), (GDestroyNotify) slw_ssh_scan_free);
}

static gboolean
is_known (const SlwSshTarget *target)
{
  g_autoptr (GPtrArray) types
      = slw_host_keys_dup_types ((const char *const *) target->known_hosts, target->key_host, target->key_port);

  return types->len > 0;
}

static void
on_route_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Scan *scan = g_task_get_task_data (task);
  GError *error = NULL;

  scan->route = slw_ssh_route_find_finish (result, &error);
  if (scan->route == NULL) {
    g_task_return_error (task, error);
    return;
  }
  while (scan->index + 1 < slw_ssh_route_get_length (scan->route)
         && is_known (slw_ssh_route_get_target (scan->route, scan->index)))
    scan->index++;
  slw_ssh_connect_async (scan->route, scan->index, SLW_SSH_GOAL_HOST_KEY, g_task_get_cancellable (task), on_host_key,
                         g_object_ref (task));
}

void
slw_ssh_scan_host_key_async (SlwPlatform *platform,
                             SlwServer *server,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, slw_ssh_scan_host_key_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Scan, 1), scan_data_free);
  slw_ssh_route_find_async (platform, server, cancellable, on_route_found, task);
}

SlwSshScan *
slw_ssh_scan_host_key_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
