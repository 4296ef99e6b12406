/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * repository_check_next:
 * @self: the provider
 * @run: a step run of kind `repository.check`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Tries the repository from the server, without changing anything there.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *repository_check_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
