/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-server.h>

G_BEGIN_DECLS

#define SLW_TYPE_PLATFORM (slw_platform_get_type ())

/**
 * SlwPlatform:
 *
 * The set of servers that belong together. Plugins read it; only the core makes one. The settings of a plugin are not
 * read here: they arrive as the GObject properties of its provider.
 */
G_DECLARE_FINAL_TYPE (SlwPlatform, slw_platform, SLW, PLATFORM, GObject)

/**
 * slw_platform_get_name:
 * @platform: a platform
 *
 * Returns: (transfer none): its name
 */
const char *slw_platform_get_name (SlwPlatform *platform);

/**
 * slw_platform_get_servers:
 * @platform: a platform
 *
 * Returns: (transfer none) (element-type SlwServer): its servers, in the order of the platform file
 */
GPtrArray *slw_platform_get_servers (SlwPlatform *platform);

/**
 * slw_platform_find_server:
 * @platform: a platform
 * @name: name of a server
 *
 * Returns: (transfer none) (nullable): the server, or %NULL when there is none of that name
 */
SlwServer *slw_platform_find_server (SlwPlatform *platform, const char *name);

/**
 * slw_platform_find_role:
 * @platform: a platform
 * @role: a role
 *
 * Returns: (transfer none) (nullable): the first server with @role, or %NULL
 */
SlwServer *slw_platform_find_role (SlwPlatform *platform, const char *role);

G_END_DECLS
