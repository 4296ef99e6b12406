/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"

G_BEGIN_DECLS

/**
 * TransactionKind:
 *
 * What a step does with the plan that it is given, and in which words.
 */
typedef struct {
  const char *kind;
  SlwEffect effect; /* CACHE: fetch only */
  const char *label;
  const char *done; /* "%u packages installed" */
} TransactionKind;

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

/**
 * transaction_find_kind:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): how it is done, %NULL when it is none of `packages.download`, `packages.install` and
 *   `packages.upgrade`
 */
const TransactionKind *transaction_find_kind (const char *kind);

/**
 * transaction_show_progress:
 * @kind: what is done
 * @self: the provider
 * @run: the step run
 * @line: a line of the package manager's output
 */
void transaction_show_progress (const TransactionKind *kind, const Packages *self, SlwStepRun *run, const char *line);

G_END_DECLS
