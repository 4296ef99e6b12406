/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-session.h"

G_BEGIN_DECLS

/**
 * slw_ssh_tunnel_open_async:
 * @session: a session to a jump host, logged in
 * @host: where the jump host is to connect to
 * @port: its port
 * @on_closed: (nullable): called when the tunnel has ended, if it was ever opened
 * @closed_data: for @on_closed
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Opens a connection from the jump host onwards (a direct-tcpip channel, RFC 4254 7.2) and bridges it to a pair of sockets.
 * The tunnel lives until one of its ends is closed.
 *
 * There is neither a deadline nor a way to cancel it: libssh2 would mix a channel that was given up half-way with the next
 * one. Who has lost patience closes the socket when it comes.
 */
void slw_ssh_tunnel_open_async (SlwSshSession *session,
                                const char *host,
                                guint port,
                                GDestroyNotify on_closed,
                                gpointer closed_data,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * slw_ssh_tunnel_open_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: a connected, non-blocking socket that the caller owns, or -1 with %SLW_ERROR_UNREACHABLE
 */
int slw_ssh_tunnel_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
