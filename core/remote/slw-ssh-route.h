/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-platform.h>

#include "core/remote/slw-ssh-target.h"

G_BEGIN_DECLS

/**
 * SlwSshRoute:
 *
 * The way to a server: its jump hosts in order, then itself. Reference counted, not changed once made.
 */
typedef struct _SlwSshRoute SlwSshRoute;

/**
 * slw_ssh_route_find_async:
 * @platform: (nullable): the platform, for its known_hosts
 * @server: a server
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Puts together what the platform file says and, unless it says not to, ssh's own configuration; the platform file wins.
 * Jump hosts are looked up in ssh's configuration, too. They are logged in to with the server's key, never with its
 * password.
 */
void slw_ssh_route_find_async (SlwPlatform *platform,
                               SlwServer *server,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * slw_ssh_route_find_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): the route, or %NULL with %SLW_ERROR_INVALID when the settings cannot be followed
 */
SlwSshRoute *slw_ssh_route_find_finish (GAsyncResult *result, GError **error);

/**
 * slw_ssh_route_ref:
 * @route: a route
 *
 * Returns: (transfer full): @route
 */
SlwSshRoute *slw_ssh_route_ref (SlwSshRoute *route);

/**
 * slw_ssh_route_unref:
 * @route: (transfer full): a route
 */
void slw_ssh_route_unref (SlwSshRoute *route);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshRoute, slw_ssh_route_unref)

/**
 * slw_ssh_route_get_length:
 * @route: a route
 *
 * Returns: how many hosts it has, at least 1
 */
guint slw_ssh_route_get_length (const SlwSshRoute *route);

/**
 * slw_ssh_route_get_target:
 * @route: a route
 * @index: number of a host, from 0
 *
 * Returns: (transfer none): that host; the last one is the server
 */
const SlwSshTarget *slw_ssh_route_get_target (const SlwSshRoute *route, guint index);

/**
 * slw_ssh_route_dup_key:
 * @route: a route
 * @index: number of a host
 *
 * Returns: (transfer full): a text that is the same for routes which share the way up to that host
 */
char *slw_ssh_route_dup_key (const SlwSshRoute *route, guint index);

/**
 * slw_ssh_route_parse_hop:
 * @hop: `[user@]host[:port]`; an IPv6 address stands in brackets; `ssh://` before it does no harm
 * @user: (out): (transfer full) (nullable): the user
 * @host: (out): (transfer full): the host
 * @port: (out): the port, 0 when there is none
 *
 * Returns: whether @hop is one
 */
gboolean slw_ssh_route_parse_hop (const char *hop, char **user, char **host, guint *port);

G_END_DECLS
