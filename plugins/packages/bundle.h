/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * bundle_next:
 * @self: the provider
 * @run: a step run of kind `packages.bundle`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *bundle_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * bundle_get_folder:
 * @run: a step run
 *
 * Returns: (nullable): its parameter `bundle`: the folder of a bundle on the server, %NULL when there is none
 */
const char *bundle_get_folder (SlwStepRun *run);

/**
 * bundle_use:
 * @self: the provider
 * @run: a step run; its parameter `bundle` is the folder of a bundle on the server, or empty
 * @action: an action of the family
 *
 * Makes the package manager use the repositories of the bundle, and no others.
 *
 * Returns: (transfer full): a directive with @action
 */
SlwDirective *bundle_use (const Packages *self, SlwStepRun *run, SlwAction *action);

G_END_DECLS
