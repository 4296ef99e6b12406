/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction-kind.h"

#include <string.h>

#define FETCHED 40 /* percent: fetching and installing take about as long as each other */

const TransactionKind *
transaction_kind_find (const char *kind)
{
  static const TransactionKind kinds[] = {
    { "packages.download", SLW_EFFECT_CACHE, "fetch packages", "fetched" },
    { "packages.install", SLW_EFFECT_MUTATE, "install packages", "installed" },
    { "packages.upgrade", SLW_EFFECT_MUTATE, "upgrade packages", "upgraded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].kind, kind) == 0)
      return &kinds[i];
  }
  return NULL;
}

gboolean
transaction_kind_fetches_only (const TransactionKind *self)
{
  return self->effect < SLW_EFFECT_MUTATE;
}

void
transaction_kind_show_progress (const TransactionKind *self,
                                const PackagesFamily *family,
                                SlwStepRun *run,
                                const char *line)
{
  double fetched = transaction_kind_fetches_only (self) ? 100 : FETCHED;
  PackagesProgress progress = { FALSE, 0, NULL };
  g_autofree char *text = NULL;

  if (!family->parse_progress (line, &progress))
    return;
  text = slw_text_escape (progress.text, -1);
  g_free (progress.text);
  if (progress.is_download)
    slw_step_run_set_progress (run, progress.percent * fetched / 100, text);
  else
    slw_step_run_set_progress (run, fetched + progress.percent * (100 - fetched) / 100, text);
}
