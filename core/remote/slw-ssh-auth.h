/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-session.h"
#include "core/remote/slw-ssh-target.h"

G_BEGIN_DECLS

/**
 * slw_ssh_auth_async:
 * @session: a session whose host key was verified
 * @target: what to log in to and how; the caller keeps it alive
 * @deadline: monotonic time in microseconds until which it may take
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Tries, in this order, what @target allows: the keys of the agent, the private keys, the password (asked for by the
 * `password` method or by `keyboard-interactive`).
 */
void slw_ssh_auth_async (SlwSshSession *session,
                         const SlwSshTarget *target,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * slw_ssh_auth_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: whether the server has let us in; else %SLW_ERROR_DENIED, which lists what was tried and how each ended, and
 *   says what to do
 */
gboolean slw_ssh_auth_finish (GAsyncResult *result, GError **error);

G_END_DECLS
