/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/remote/slw-host-key-scan.h"

/* Stands in until core/remote has the scan: says so, and fails. */
void
slw_ssh_scan_host_key_async (
    SlwPlatform *platform, SlwServer *server, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_task_report_new_error (NULL, callback, user_data, NULL, SLW_ERROR, SLW_ERROR_FAILED, "this build cannot scan");
}

SlwScannedKey *
slw_ssh_scan_host_key_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
slw_scanned_key_free (SlwScannedKey *key)
{
  g_free (key);
}
