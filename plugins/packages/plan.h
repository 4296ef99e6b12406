/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * plan_next:
 * @self: the provider
 * @run: a step run of kind `packages.plan`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Finds out what would be installed, without changing anything: also where the repository is not known to apt yet.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *plan_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
