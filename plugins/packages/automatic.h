/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/* Packages that came for others. What is named on its command line counts as asked for, for the package manager, so that they have
 * to be marked afterwards. Parameters of the step: `automatic`, the names (output of packages.plan), and `packages`, what was
 * asked for: of `automatic`, those are not marked. */

/**
 * automatic_is_due:
 * @run: the step run
 *
 * Returns: whether there is any package that is to be marked, now or before
 */
gboolean automatic_is_due (SlwStepRun *run);

/**
 * automatic_new_mark:
 * @family: a family
 * @run: the step run
 * @marked: (nullable): result of the family's `new_automatic`; %NULL: nobody knows what is marked already
 *
 * Returns: (transfer full) (nullable): an action that marks what is not marked yet, or %NULL when there is nothing of the kind
 */
SlwAction *automatic_new_mark (const PackagesFamily *family, SlwStepRun *run, const SlwResult *marked);

G_END_DECLS
