/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-plugin.h>

#include "core/plugin/slw-manifest.h"

G_BEGIN_DECLS

#define SLW_TYPE_MODULE (slw_module_get_type ())

/**
 * SlwModule:
 *
 * A plugin's module as GObject's type system knows it. There is one per file in the process, for good: a type that an
 * object was made of cannot go away.
 */
G_DECLARE_FINAL_TYPE (SlwModule, slw_module, SLW, MODULE, GTypeModule)

/**
 * slw_module_open:
 * @manifest: manifest of a plugin
 * @error: return location
 *
 * Opens the module on the first call for its file, checks it (see slw_loader_open()) and registers its types.
 *
 * Returns: (transfer none): the module, or %NULL
 */
SlwModule *slw_module_open (const SlwManifest *manifest, GError **error);

/**
 * slw_module_get_descriptor:
 * @self: a module
 *
 * Returns: (transfer none): its descriptor
 */
const SlwPluginDescriptor *slw_module_get_descriptor (SlwModule *self);

G_END_DECLS
