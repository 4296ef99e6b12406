/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/api/slw-platform-private.h"

G_BEGIN_DECLS

/* A plugin's settings are the writable GObject properties of its types; their text stands in the platform file's
 * [plugin-id] group. */

/**
 * slw_settings_list:
 * @types: (element-type GType): types of a plugin
 *
 * Returns: (transfer container) (element-type GParamSpec): their settings, sorted by name, each name once
 */
GPtrArray *slw_settings_list (GArray *types);

/**
 * slw_settings_check:
 * @plugin: id of a plugin
 * @types: (element-type GType): its types
 * @platform: the platform
 * @error: return location
 *
 * Reads no secret.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when the platform's group for @plugin has a key that is no setting of any of
 *   @types (the nearest is suggested), or a value that it cannot have
 */
gboolean slw_settings_check (const char *plugin, GArray *types, SlwPlatform *platform, GError **error);

/**
 * slw_settings_new_object:
 * @plugin: id of a plugin
 * @type: a type of it
 * @platform: (nullable): the platform
 * @error: return location
 *
 * Returns: (transfer full): an object of @type with the platform's settings as properties, secrets read, or %NULL with
 *   %SLW_ERROR_INVALID
 */
GObject *slw_settings_new_object (const char *plugin, GType type, SlwPlatform *platform, GError **error);

G_END_DECLS
