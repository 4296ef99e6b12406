/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-facts.h>

G_BEGIN_DECLS

#define SLW_TYPE_SERVER (slw_server_get_type ())

/**
 * SlwServer:
 *
 * One machine of a platform. Plugins read it; only the core makes one.
 */
G_DECLARE_FINAL_TYPE (SlwServer, slw_server, SLW, SERVER, GObject)

/**
 * slw_server_get_name:
 * @server: a server
 *
 * Returns: (transfer none): its name in the platform file
 */
const char *slw_server_get_name (SlwServer *server);

/**
 * slw_server_get_address:
 * @server: a server
 *
 * Returns: (transfer none): the address (IP or host name) of the platform file; where its API and the others reach it,
 * too
 */
const char *slw_server_get_address (SlwServer *server);

/**
 * slw_server_get_roles:
 * @server: a server
 *
 * Returns: (transfer none) (array zero-terminated=1): its roles, at least one
 */
const char *const *slw_server_get_roles (SlwServer *server);

/**
 * slw_server_has_role:
 * @server: a server
 * @role: a role
 *
 * Returns: whether @role is among its roles
 */
gboolean slw_server_has_role (SlwServer *server, const char *role);

/**
 * slw_server_get_facts:
 * @server: a server
 *
 * Returns: (transfer none) (nullable): what was read from it in this run; %NULL before that
 */
const SlwFacts *slw_server_get_facts (SlwServer *server);

G_END_DECLS
