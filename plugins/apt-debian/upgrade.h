/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "apt-debian.h"

G_BEGIN_DECLS

/**
 * upgrade_next:
 * @self: the provider
 * @run: a step run of kind `packages.upgrade`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Upgrades exactly what a plan says.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *upgrade_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
