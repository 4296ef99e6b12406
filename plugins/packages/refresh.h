/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "manager-state.h"
#include "packages.h"

G_BEGIN_DECLS

/**
 * refresh_next:
 * @self: the provider
 * @run: a step run of kind `packages.refresh`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Brings the server's package lists up to date, unless an earlier step of this run found that they are.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *refresh_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * refresh_is_known:
 * @run: a step run
 * @state: what the server said last
 *
 * Returns: whether the server's lists are those that the parameter `lists` stands for: an earlier step of this run compared
 *   them with the repositories
 */
gboolean refresh_is_known (SlwStepRun *run, const ManagerState *state);

G_END_DECLS
