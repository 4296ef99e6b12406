/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * slw_ssh_dial_async:
 * @host: a name or an address
 * @port: a TCP port
 * @deadline: monotonic time in microseconds until which it may take
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Connects to the first address of @host that answers. Each gets its share of the time that is left, so that an address
 * which swallows packets does not hide the next one.
 */
void slw_ssh_dial_async (const char *host,
                         guint port,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * slw_ssh_dial_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: a connected, non-blocking socket that the caller owns, or -1 with %SLW_ERROR_UNREACHABLE that names every
 *   address tried and what it said
 */
int slw_ssh_dial_finish (GAsyncResult *result, GError **error);

G_END_DECLS
