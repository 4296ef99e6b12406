/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * unbundle_next:
 * @self: the provider
 * @run: a step run of kind `packages.unbundle`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *unbundle_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
