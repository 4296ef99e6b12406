/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "upgrade.h"

#include "transaction.h"

SlwDirective *
upgrade_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const TransactionKind kind = { SLW_EFFECT_MUTATE, "upgrade packages", "upgraded" };

  return transaction_next (&kind, self, run, last, error);
}
