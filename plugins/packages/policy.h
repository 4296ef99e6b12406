/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"
#include "rehearsal.h"

G_BEGIN_DECLS

/**
 * policy_judge_troubles:
 * @self: the provider
 * @run: a step run
 * @rehearsal: a rehearsal
 * @list: (nullable): file of our own repository
 *
 * A finding for each repository that can't be used: an inhibitor when it is ours or when it stops the package manager altogether, else
 * high, because what it offers is missing from what is chosen from.
 *
 * Returns: whether our own can be used
 */
gboolean policy_judge_troubles (const Packages *self, SlwStepRun *run, const Rehearsal *rehearsal, const char *list);

/**
 * policy_judge_failure:
 * @self: the provider
 * @run: a step run
 * @text: what the package manager said when it found no solution
 * @held: (array zero-terminated=1): packages that were asked for and that the administrator holds
 *
 * An inhibitor that says why, and one for each package that is held, which may be why.
 */
void policy_judge_failure (const Packages *self, SlwStepRun *run, const char *text, const char *const *held);

/**
 * policy_judge_plan:
 * @self: the provider
 * @run: a step run
 * @plan: what would be done
 * @held: (array zero-terminated=1): packages that were asked for and that the administrator holds
 *
 * Notes for people, and an inhibitor for each package that would go without leave, for a disk that is too small, and for
 * what is held while others of its kind would move on.
 */
void policy_judge_plan (const Packages *self, SlwStepRun *run, const Simulation *plan, const char *const *held);

G_END_DECLS
