/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-bus.h>
#include <slipway/slw-step.h>

#include "core/api/slw-platform-private.h"
#include "core/plugin/slw-manifest.h"

G_BEGIN_DECLS

/**
 * SlwFoundPlugin:
 *
 * One plugin that was found: its module on first need, its objects once each, with the platform's settings as properties,
 * and its place on the bus. Its code is blamed by its name while it runs.
 */
typedef struct _SlwFoundPlugin SlwFoundPlugin;

/**
 * slw_found_plugin_new:
 * @manifest: its manifest; must outlive it
 *
 * Returns: (transfer full): a plugin that is not opened yet
 */
SlwFoundPlugin *slw_found_plugin_new (const SlwManifest *manifest);

/**
 * slw_found_plugin_free:
 * @self: (transfer full): a plugin
 *
 * Its module stays for the life of the process.
 */
void slw_found_plugin_free (SlwFoundPlugin *self);

/**
 * slw_found_plugin_get_manifest:
 * @self: a plugin
 *
 * Returns: (transfer none): its manifest
 */
const SlwManifest *slw_found_plugin_get_manifest (SlwFoundPlugin *self);

/**
 * slw_found_plugin_set_platform:
 * @self: a plugin
 * @platform: (nullable): whose settings its objects are configured with
 *
 * Objects that were made before have another platform's settings, and are not given out any more. The one that is attached to
 * the bus stays there.
 */
void slw_found_plugin_set_platform (SlwFoundPlugin *self, SlwPlatform *platform);

/**
 * slw_found_plugin_has_prompt:
 * @self: a plugin
 *
 * Does not open it.
 *
 * Returns: whether the platform says that a setting of it is to be asked for (`prompt`)
 */
gboolean slw_found_plugin_has_prompt (SlwFoundPlugin *self);

/**
 * slw_found_plugin_list_types:
 * @self: a plugin
 * @error: return location
 *
 * Returns: (transfer full) (element-type GType): types of its providers, and of its bus client when it has one, or %NULL with
 *   %SLW_ERROR_PLUGIN when it cannot be opened
 */
GArray *slw_found_plugin_list_types (SlwFoundPlugin *self, GError **error);

/**
 * slw_found_plugin_get_provider:
 * @self: a plugin
 * @kind: a kind that its manifest promises
 * @rank: (out): the rank that its descriptor gives the provider
 * @error: return location
 *
 * Opens the plugin and makes the object on first need. One object does all kinds that name its type.
 *
 * Returns: (transfer none): the provider, or %NULL with %SLW_ERROR_PLUGIN (it cannot be opened, or a type of it is none
 *   that can be used) or %SLW_ERROR_INVALID (a setting or a secret cannot be had)
 */
SlwStep *slw_found_plugin_get_provider (SlwFoundPlugin *self, const char *kind, int *rank, GError **error);

/**
 * slw_found_plugin_make_providers:
 * @self: a plugin
 * @kinds: (array zero-terminated=1): kinds, also such as it does not provide
 * @error: return location
 *
 * Makes the objects for those of @kinds that it provides: they read their secrets as they are made.
 *
 * Returns: %FALSE with the errors of slw_found_plugin_get_provider()
 */
gboolean slw_found_plugin_make_providers (SlwFoundPlugin *self, const char *const *kinds, GError **error);

/**
 * slw_found_plugin_attach:
 * @self: a plugin
 * @bus: a bus
 * @error: return location
 *
 * Does nothing when its manifest does not say `BusClient=true`, or when it is attached already.
 *
 * Returns: %FALSE with the errors of slw_found_plugin_get_provider()
 */
gboolean slw_found_plugin_attach (SlwFoundPlugin *self, SlwBus *bus, GError **error);

/**
 * slw_found_plugin_detach:
 * @self: a plugin
 * @bus: the bus that it is attached to
 *
 * Does nothing when it is attached to none.
 */
void slw_found_plugin_detach (SlwFoundPlugin *self, SlwBus *bus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwFoundPlugin, slw_found_plugin_free)

G_END_DECLS
