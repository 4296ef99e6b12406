/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-bus.h>
#include <slipway/slw-plugin.h>

#include "core/api/slw-platform-private.h"
#include "core/plugin/slw-manifest.h"

G_BEGIN_DECLS

#define SLW_TYPE_REGISTRY (slw_registry_get_type ())

/**
 * SlwRegistry:
 *
 * The plugins that were found: their manifests at once, their modules on first need, their providers once each, with
 * the platform's settings as properties.
 */
G_DECLARE_FINAL_TYPE (SlwRegistry, slw_registry, SLW, REGISTRY, GObject)

/**
 * slw_registry_new:
 * @folders: (array zero-terminated=1): where to look (see slw_search_path_new()), the first wins where an id occurs twice; a folder may be absent.
 *   Manifests are looked for in the folder and one level below it (a build tree has a folder per plugin)
 * @error: return location
 *
 * Returns: (transfer full): a registry, or %NULL with %SLW_ERROR_INVALID when a manifest is broken or can be written by
 *   others, when a plugin lacks one that it depends on, or stands beside one that it conflicts with
 */
SlwRegistry *slw_registry_new (const char *const *folders, GError **error);

/**
 * slw_registry_get_manifests:
 * @self: a registry
 *
 * Returns: (transfer none) (element-type SlwManifest): all manifests, sorted by id
 */
GPtrArray *slw_registry_get_manifests (SlwRegistry *self);

/**
 * slw_registry_set_platform:
 * @self: a registry
 * @platform: (nullable): whose settings providers are configured with
 * @error: return location
 *
 * Returns: %FALSE when the platform has a group that is no plugin's id (the nearest is suggested), with
 * %SLW_ERROR_INVALID
 */
gboolean slw_registry_set_platform (SlwRegistry *self, SlwPlatform *platform, GError **error);

/**
 * slw_registry_ask_secrets:
 * @self: a registry with a platform
 * @kinds: (array zero-terminated=1): kinds that are going to be claimed
 * @error: return location
 *
 * Asks for the secrets of plugins with one of @kinds that the platform file says are to be asked for (`prompt`). A program
 * does it while the terminal is free; otherwise they are asked for when the plugin is needed first.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when one cannot be had, %SLW_ERROR_CANCELLED for Ctrl-C
 */
gboolean slw_registry_ask_secrets (SlwRegistry *self, const char *const *kinds, GError **error);

/**
 * slw_registry_check_roles:
 * @self: a registry
 * @platform: a platform
 * @error: return location
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when a server has a role that no manifest describes (`Roles=`); the nearest is
 *   suggested
 */
gboolean slw_registry_check_roles (SlwRegistry *self, SlwPlatform *platform, GError **error);

/**
 * slw_registry_claim:
 * @self: a registry
 * @kind: a kind
 * @server: a server whose facts are known
 * @pinned: (nullable): id of the plugin that must do it (`Provider=`)
 * @plugin_id: (out) (transfer none): id of the plugin that does it
 * @error: return location
 *
 * Exactly one provider does a kind on a server: the pinned one, else the highest rank + offer. A tie is an error that
 * names both; nobody is an error that lists who declined and why.
 *
 * Returns: (transfer none): the provider, or %NULL
 */
SlwStep *slw_registry_claim (
    SlwRegistry *self, const char *kind, SlwServer *server, const char *pinned, const char **plugin_id, GError **error);

/**
 * slw_registry_attach_clients:
 * @self: a registry
 * @bus: a bus
 * @error: return location
 *
 * Opens the plugins whose manifest says `BusClient=true` and attaches them, to one bus at a time.
 *
 * Returns: %FALSE with an error naming the plugin, or when they are attached to another bus
 */
gboolean slw_registry_attach_clients (SlwRegistry *self, SlwBus *bus, GError **error);

/**
 * slw_registry_detach_clients:
 * @self: a registry
 * @bus: the bus
 *
 * Does nothing when it is not the one that they are attached to.
 */
void slw_registry_detach_clients (SlwRegistry *self, SlwBus *bus);

/**
 * slw_registry_list_properties:
 * @self: a registry
 * @id: id of a plugin
 * @error: return location
 *
 * Returns: (transfer container) (element-type GParamSpec): the settings of its providers, sorted by name, or %NULL
 */
GPtrArray *slw_registry_list_properties (SlwRegistry *self, const char *id, GError **error);

/**
 * slw_registry_list_pipelines:
 * @self: a registry
 *
 * Returns: (transfer full) (element-type utf8): paths of the `*.pipeline` files in the folders of the plugins and of
 *   `pipelines-1/` beside them, sorted by name, the first of each name only
 */
GPtrArray *slw_registry_list_pipelines (SlwRegistry *self);

G_END_DECLS
