/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"
#include "transaction-kind.h"

G_BEGIN_DECLS

/**
 * transaction_next:
 * @kind: what to do
 * @self: the provider
 * @run: the step run
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Wait for the locks, finish what an interrupted run left behind, see that the plan still is what would happen, answer debconf, run
 * the package manager, mark dependencies as such, compare the packages' state with the plan. Nothing to do means that nothing changes.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *transaction_next (
    const TransactionKind *kind, const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
