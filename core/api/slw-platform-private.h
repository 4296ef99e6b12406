/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-platform.h>

G_BEGIN_DECLS

/**
 * slw_platform_new:
 * @name: its name
 * @folder: folder of the platform file: relative paths start there
 *
 * Returns: (transfer full): a platform without servers
 */
SlwPlatform *slw_platform_new (const char *name, const char *folder);

/**
 * slw_platform_add_server:
 * @platform: a platform
 * @server: a server; a reference is taken
 */
void slw_platform_add_server (SlwPlatform *platform, SlwServer *server);

/**
 * slw_platform_set_setting:
 * @platform: a platform
 * @group: id of a plugin, or `run` for the engine's own
 * @key: name of a setting
 * @value: its text in the platform file; a secret is still a reference (`file:…`) here
 */
void slw_platform_set_setting (SlwPlatform *platform, const char *group, const char *key, const char *value);

/**
 * slw_platform_get_settings:
 * @platform: a platform
 * @group: id of a plugin, or `run`
 *
 * Returns: (transfer none) (nullable) (element-type utf8 utf8): the settings of that group, %NULL when it has none
 */
GHashTable *slw_platform_get_settings (SlwPlatform *platform, const char *group);

/**
 * slw_platform_get_groups:
 * @platform: a platform
 *
 * Returns: (transfer container) (element-type utf8): the groups that have settings, sorted
 */
GPtrArray *slw_platform_get_groups (SlwPlatform *platform);

/**
 * slw_platform_get_folder:
 * @platform: a platform
 *
 * Returns: (transfer none): folder of the platform file
 */
const char *slw_platform_get_folder (SlwPlatform *platform);

/**
 * slw_platform_get_file:
 * @platform: a platform
 *
 * Returns: (transfer none): name of the platform file for messages, as the operator wrote it
 */
const char *slw_platform_get_file (SlwPlatform *platform);

/**
 * slw_platform_set_file:
 * @platform: a platform
 * @file: name of the platform file; the default is "platform file"
 */
void slw_platform_set_file (SlwPlatform *platform, const char *file);

/**
 * slw_platform_get_known_hosts:
 * @platform: a platform
 *
 * Returns: (transfer none): absolute path of the platform's own known_hosts file, which need not exist
 */
const char *slw_platform_get_known_hosts (SlwPlatform *platform);

/**
 * slw_platform_set_known_hosts:
 * @platform: a platform
 * @path: absolute path
 */
void slw_platform_set_known_hosts (SlwPlatform *platform, const char *path);

G_END_DECLS
