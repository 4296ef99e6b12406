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
 * transaction_kind_find:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): how it is done, %NULL when it is none of `packages.download`, `packages.install` and
 *   `packages.upgrade`
 */
const TransactionKind *transaction_kind_find (const char *kind);

/**
 * transaction_kind_fetches_only:
 * @self: what is done
 *
 * Returns: whether it changes nothing that is installed
 */
gboolean transaction_kind_fetches_only (const TransactionKind *self);

/**
 * transaction_kind_show_progress:
 * @self: what is done
 * @family: a family
 * @run: the step run
 * @line: a line of the package manager's output
 */
void transaction_kind_show_progress (const TransactionKind *self,
                                     const PackagesFamily *family,
                                     SlwStepRun *run,
                                     const char *line);

G_END_DECLS
