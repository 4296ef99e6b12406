/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-action.h>
#include <slipway/slw-platform.h>
#include <slipway/slw-result.h>

#include "core/remote/slw-remote.h"

G_BEGIN_DECLS

#define SLW_TYPE_DISPATCHER (slw_dispatcher_get_type ())

/**
 * SlwDispatcher:
 *
 * Sends an action where it belongs: http to the http client, connect to the service itself, the others to the remote of their server, which is
 * connected on first need. It neither judges nor records.
 */
G_DECLARE_FINAL_TYPE (SlwDispatcher, slw_dispatcher, SLW, DISPATCHER, GObject)

/**
 * slw_dispatcher_new:
 * @platform: the platform
 *
 * Returns: (transfer full): a dispatcher without connections
 */
SlwDispatcher *slw_dispatcher_new (SlwPlatform *platform);

/**
 * slw_dispatcher_adopt:
 * @self: a dispatcher
 * @server: a server without a connection
 * @remote: the remote to use for it
 *
 * For tests: @remote, not connected yet, takes the place of the one that the server's login names, until it is dropped.
 */
void slw_dispatcher_adopt (SlwDispatcher *self, SlwServer *server, SlwRemote *remote);

/**
 * slw_dispatcher_connect_async:
 * @self: a dispatcher
 * @server: a server
 * @cancellable: (nullable): a cancellable
 * @callback: called when the server is connected, or not
 * @user_data: for @callback
 *
 * Connects to @server unless that was done. Calls that come while it is being connected share the one attempt.
 */
void slw_dispatcher_connect_async (SlwDispatcher *self,
                                   SlwServer *server,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * slw_dispatcher_connect_finish:
 * @self: a dispatcher
 * @result: a result
 * @error: return location
 *
 * Returns: whether it is connected
 */
gboolean slw_dispatcher_connect_finish (SlwDispatcher *self, GAsyncResult *result, GError **error);

/**
 * slw_dispatcher_send_async:
 * @self: a dispatcher
 * @action: an action
 * @server: the server that it goes to
 * @job: (nullable): for an exec action that is to outlive the link; see slw_remote_run_async()
 * @on_output: (nullable): is given the output of an exec as it comes
 * @output_data: for @on_output
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void slw_dispatcher_send_async (SlwDispatcher *self,
                                SlwAction *action,
                                SlwServer *server,
                                SlwJob *job,
                                SlwOutputFunc on_output,
                                gpointer output_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * slw_dispatcher_send_finish:
 * @self: a dispatcher
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): what came back, whatever its status, or %NULL
 */
SlwResult *slw_dispatcher_send_finish (SlwDispatcher *self, GAsyncResult *result, GError **error);

/**
 * slw_dispatcher_can_lock:
 * @self: a dispatcher
 * @server: a server
 *
 * Returns: whether it is connected, and there is a machine on which others may be at work
 */
gboolean slw_dispatcher_can_lock (SlwDispatcher *self, SlwServer *server);

/**
 * slw_dispatcher_is_idle:
 * @self: a dispatcher
 * @server: a server
 *
 * Returns: whether it is connected, and nothing is under way to it
 */
gboolean slw_dispatcher_is_idle (SlwDispatcher *self, SlwServer *server);

/**
 * slw_dispatcher_drop:
 * @self: a dispatcher
 * @server: a server
 *
 * Closes the connection to @server, if there is one; the next action connects anew.
 */
void slw_dispatcher_drop (SlwDispatcher *self, SlwServer *server);

G_END_DECLS
