/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "apt-debian.h"

G_BEGIN_DECLS

/**
 * TransactionKind:
 *
 * What a step does with the plan that it is given, and in which words.
 */
typedef struct {
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
 * Wait for the locks, finish what dpkg left behind, see that the plan still is what would happen, answer debconf, run
 * apt-get, mark dependencies as such, compare dpkg's state with the plan. Nothing to do means that nothing changes.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *
transaction_next (const TransactionKind *kind, AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * transaction_show_progress:
 * @run: the step run
 * @line: a line of apt-get's output
 * @from: percent where fetching begins
 * @to: percent where fetching ends and installing begins, which ends at 100
 */
void transaction_show_progress (SlwStepRun *run, const char *line, double from, double to);

G_END_DECLS
