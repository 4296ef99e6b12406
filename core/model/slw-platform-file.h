/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/api/slw-platform-private.h"

G_BEGIN_DECLS

/**
 * slw_platform_file_load:
 * @path: a platform file
 * @error: return location
 *
 * Reads and checks the file. Groups: `[platform]` (name, known-hosts), `[server NAME]` (address, roles, user, port,
 * identity, passphrase, password, sudo-password, jump, ssh-config, transport), `[run]` (jobs, batch, failure-budget, reconnect),
 * and one per plugin, whose keys are checked later against the plugin's properties.
 *
 * Returns: (transfer full): the platform, or %NULL with %SLW_ERROR_INVALID: "FILE: [group] key: what, what instead"
 */
SlwPlatform *slw_platform_file_load (const char *path, GError **error);

/**
 * slw_platform_file_parse:
 * @text: (array length=length): content of a platform file
 * @length: its length in bytes
 * @folder: folder that relative paths start at
 * @name: the file's name, for messages
 * @error: return location
 *
 * Returns: (transfer full): the platform, or %NULL with %SLW_ERROR_INVALID
 */
SlwPlatform *
slw_platform_file_parse (const char *text, gsize length, const char *folder, const char *name, GError **error);

/**
 * slw_platform_file_unlock:
 * @platform: a platform
 * @server: a server of it
 * @error: return location
 *
 * Reads the secrets of the server's login from where the platform file says they are. To be called before the first
 * connection to @server; more often does no harm.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when one cannot be had
 */
gboolean slw_platform_file_unlock (SlwPlatform *platform, SlwServer *server, GError **error);

/**
 * slw_platform_file_unlock_all:
 * @platform: a platform
 * @servers: (element-type SlwServer): servers of it
 * @error: return location
 *
 * As slw_platform_file_unlock() for each of @servers. A program does it while it may still ask on the terminal.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when a secret cannot be had
 */
gboolean slw_platform_file_unlock_all (SlwPlatform *platform, GPtrArray *servers, GError **error);

G_END_DECLS
