/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-plugin.h>

#include "core/plugin/slw-manifest.h"

G_BEGIN_DECLS

/**
 * slw_loader_open:
 * @manifest: manifest of a plugin
 * @error: return location
 *
 * Opens the plugin's module for the rest of the process's life and looks at its descriptor. Of the plugin's own code
 * nothing has run afterwards but what the dynamic linker runs (constructors), which is why a module that others can
 * write is not even opened.
 *
 * Returns: (transfer none): its descriptor, all checked, or %NULL with %SLW_ERROR_PLUGIN or, for a file that others can
 *   write, %SLW_ERROR_INVALID; the plugin's name is in the message
 */
const SlwPluginDescriptor *slw_loader_open (const SlwManifest *manifest, GError **error);

/**
 * slw_loader_check:
 * @descriptor: what a module exports; nothing of it is believed
 * @manifest: what its manifest says
 * @error: return location
 *
 * Returns: %FALSE with %SLW_ERROR_PLUGIN that says what was found and what was wanted
 */
gboolean slw_loader_check (const SlwPluginDescriptor *descriptor, const SlwManifest *manifest, GError **error);

G_END_DECLS
