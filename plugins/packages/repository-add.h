/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * repository_add_next:
 * @self: the provider
 * @run: a step run of kind `repository.add`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Makes the repository of the settings known to apt.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *repository_add_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
