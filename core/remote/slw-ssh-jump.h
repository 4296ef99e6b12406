/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-route.h"

G_BEGIN_DECLS

/**
 * slw_ssh_jump_open_async:
 * @route: a route
 * @index: number of the host to reach, at least 1; the one before it is the jump host
 * @deadline: monotonic time in microseconds until which it may take
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Opens a tunnel from a jump host to the next host of the route. Servers behind one jump host share one session to it, so
 * that it sees one login. Since libssh2 opens one channel at a time, a host that swallows packets would hold up the others:
 * then another session is made, up to a few.
 */
void slw_ssh_jump_open_async (SlwSshRoute *route,
                              guint index,
                              gint64 deadline,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * slw_ssh_jump_open_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: a connected, non-blocking socket that the caller owns, or -1 with the error of the jump host, or
 *   %SLW_ERROR_UNREACHABLE when it cannot reach the next one in time
 */
int slw_ssh_jump_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
