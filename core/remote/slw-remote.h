/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-action.h>
#include <slipway/slw-platform.h>
#include <slipway/slw-result.h>

#include "core/remote/slw-job.h"
#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_TYPE_REMOTE (slw_remote_get_type ())

/**
 * SlwRemote:
 *
 * One server as seen from the engine: carries out exec, put and get actions over its transport, one after the other in
 * the order in which they came, as root by sudo where needed.
 */
G_DECLARE_FINAL_TYPE (SlwRemote, slw_remote, SLW, REMOTE, GObject)

/**
 * slw_remote_new:
 * @platform: the platform (for its known_hosts and folder)
 * @server: the server
 *
 * Returns: (transfer full): a remote that is not connected yet; its transport is the one that the server's login names. With
 *   `$SLIPWAY_RECORD`, a folder, what the server says is kept there as `SERVER.json`, which the transport `replay:` plays
 */
SlwRemote *slw_remote_new (SlwPlatform *platform, SlwServer *server);

/**
 * slw_remote_new_for_transport:
 * @server: the server
 * @transport: the transport to use
 *
 * Returns: (transfer full): a remote, for tests
 */
SlwRemote *slw_remote_new_for_transport (SlwServer *server, SlwTransport *transport);

/**
 * slw_remote_connect_async:
 * @self: a remote
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is connected, or not
 * @user_data: for @callback
 *
 * Whether sudo works is found out with the first action that needs it: a command that is not privileged costs no more than
 * itself.
 */
void
slw_remote_connect_async (SlwRemote *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_remote_connect_finish:
 * @self: a remote
 * @result: a result
 * @error: return location
 *
 * Returns: whether it is connected; else %SLW_ERROR_UNREACHABLE, %SLW_ERROR_DENIED or %SLW_ERROR_INVALID, saying what to do
 */
gboolean slw_remote_connect_finish (SlwRemote *self, GAsyncResult *result, GError **error);

/**
 * slw_remote_run_async:
 * @self: a remote, connected
 * @action: an exec, put or get action
 * @job: (nullable): for an exec action that is to outlive the link; stays the caller's, who keeps it until the end. A
 *   transport without a link does not heed it
 * @on_output: (nullable): is given output as it comes
 * @output_data: for @on_output
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Whether the status is a good one is not judged here. Actions queue: one runs at a time. A connection that was lost is made
 * again for the next action.
 */
void slw_remote_run_async (SlwRemote *self,
                           SlwAction *action,
                           SlwJob *job,
                           SlwOutputFunc on_output,
                           gpointer output_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * slw_remote_run_finish:
 * @self: a remote
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): what came back; or %NULL with an error of the transport, %SLW_ERROR_DENIED when sudo refuses,
 *   %SLW_ERROR_LOCKED when the lock of the server was lost, so that nothing was done,
 *   %SLW_ERROR_FAILED when a file of the controller cannot be read or written or the file of a get is longer than its
 *   limit
 */
SlwResult *slw_remote_run_finish (SlwRemote *self, GAsyncResult *result, GError **error);

/**
 * slw_remote_is_idle:
 * @self: a remote
 *
 * Returns: whether no action runs or waits
 */
gboolean slw_remote_is_idle (SlwRemote *self);

/**
 * slw_remote_can_lock:
 * @self: a remote
 *
 * Returns: whether there is a machine on which others may be at work, so that it wants a lock
 */
gboolean slw_remote_can_lock (SlwRemote *self);

/**
 * slw_remote_close:
 * @self: a remote
 *
 * Says goodbye and drops the connection at once.
 */
void slw_remote_close (SlwRemote *self);

G_END_DECLS
