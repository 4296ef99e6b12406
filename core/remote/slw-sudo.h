/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-server.h>

#include "core/remote/slw-remote-command.h"
#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

/**
 * slw_sudo_probe_async:
 * @transport: a transport
 * @server: the server that it leads to
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Finds out how to become root: not at all needed, by a sudo that does not ask, or by sudo with the password of the
 * server's login, which is tried on a command that does nothing.
 */
void slw_sudo_probe_async (SlwTransport *transport,
                           SlwServer *server,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * slw_sudo_probe_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: how to become root; %SLW_PRIVILEGE_UNKNOWN with an error of the transport, or %SLW_ERROR_DENIED that quotes sudo
 *   and says what sudoers needs
 */
SlwPrivilege slw_sudo_probe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
