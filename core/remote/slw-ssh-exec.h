/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-session.h"
#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

/**
 * slw_ssh_exec_async:
 * @session: a session that is logged in
 * @request: what to run; the caller keeps it alive until the end
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Runs one command in a channel of its own. When it does not end by itself (cancelled, timed out) the channel is left
 * behind: the caller closes @session.
 */
void slw_ssh_exec_async (SlwSshSession *session,
                         const SlwExecRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * slw_ssh_exec_finish:
 * @result: a result
 * @sent: (out) (optional): whether the server may have seen the command
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what came back; %NULL with %SLW_ERROR_UNREACHABLE when the link was lost,
 *   %SLW_ERROR_TIMED_OUT, %SLW_ERROR_CANCELLED, or %SLW_ERROR_FAILED when one of the streams failed or the server refused
 *   to run commands
 */
SlwResult *slw_ssh_exec_finish (GAsyncResult *result, gboolean *sent, GError **error);

G_END_DECLS
