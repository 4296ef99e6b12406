/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "download.h"

#include "transaction.h"

SlwDirective *
download_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const TransactionKind kind = { SLW_EFFECT_CACHE, "fetch packages", "fetched" };

  return transaction_next (&kind, self, run, last, error);
}

void
download_output (SlwStepRun *run, const char *line)
{
  transaction_show_progress (run, line, 0, 100);
}
