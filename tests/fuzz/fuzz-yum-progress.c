/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The progress that dnf prints. */

#include "fuzz.h"

#include "yum-progress.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    PackagesProgress progress = { FALSE, 0, NULL };

    if (yum_progress_parse (lines[i], &progress))
      g_assert_true (progress.percent >= 0 && progress.percent <= 100);
    g_free (progress.text);
  }
  return 0;
}
