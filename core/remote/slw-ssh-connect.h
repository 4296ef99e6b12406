/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-route.h"
#include "core/remote/slw-ssh-session.h"

G_BEGIN_DECLS

/**
 * SlwSshGoal:
 * @SLW_SSH_GOAL_LOGIN: logged in
 * @SLW_SSH_GOAL_HOST_KEY: its host key shown, whatever it is; nothing was verified and nothing sent
 *
 * How far to go with the last host of a connection. The hosts on the way are always verified.
 */
typedef enum {
  SLW_SSH_GOAL_LOGIN,
  SLW_SSH_GOAL_HOST_KEY,
} SlwSshGoal;

/**
 * slw_ssh_connect_async:
 * @route: a route
 * @index: number of the host on it to connect to
 * @goal: how far to go
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Connects to a host of a route: directly, or through a shared session to the jump host before it.
 */
void slw_ssh_connect_async (SlwSshRoute *route,
                            guint index,
                            SlwSshGoal goal,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * slw_ssh_connect_finish:
 * @result: a result
 * @host_key: (out) (optional) (transfer full): the host key that was shown
 * @error: return location
 *
 * Returns: (transfer full): the session; %NULL with %SLW_ERROR_UNREACHABLE, %SLW_ERROR_DENIED or %SLW_ERROR_CANCELLED
 */
SlwSshSession *slw_ssh_connect_finish (GAsyncResult *result, GBytes **host_key, GError **error);

G_END_DECLS
