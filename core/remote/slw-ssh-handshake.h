/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-session.h"
#include "core/remote/slw-ssh-target.h"

G_BEGIN_DECLS

/**
 * slw_ssh_handshake_async:
 * @session: a session over a fresh connection
 * @target: what it is connected to; the caller keeps it alive
 * @verify: whether the host key must be known; %FALSE only to show it to the operator
 * @deadline: monotonic time in microseconds until which it may take
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Agrees on keys and ciphers. Types of host keys that are known for this host are asked for first, so that a second key of
 * another type does not look like a changed one.
 */
void slw_ssh_handshake_async (SlwSshSession *session,
                              const SlwSshTarget *target,
                              gboolean verify,
                              gint64 deadline,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * slw_ssh_handshake_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the server's host key; %NULL with %SLW_ERROR_DENIED when it is not the one that is
 *   known, %SLW_ERROR_UNREACHABLE when the server does not answer as an ssh server
 */
GBytes *slw_ssh_handshake_finish (GAsyncResult *result, GError **error);

G_END_DECLS
