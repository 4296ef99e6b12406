/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "install.h"

#include "transaction.h"

#define FETCHED 40 /* percent: fetching and installing take about as long as each other */

SlwDirective *
install_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const TransactionKind kind = { SLW_EFFECT_MUTATE, "install packages", "installed" };

  return transaction_next (&kind, self, run, last, error);
}

void
install_output (SlwStepRun *run, const char *line)
{
  transaction_show_progress (run, line, 0, FETCHED);
}
