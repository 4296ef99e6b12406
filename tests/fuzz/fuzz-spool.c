/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a server or the controller says about packages that are passed on. */

#include "fuzz.h"

#include "spool.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (Spool) spool = spool_parse (text, &error);
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  g_autoptr (GPtrArray) files = spool_read_files ((const char *const *) words);

  fuzz_assert_outcome (spool, error);
  if (spool != NULL)
    g_assert_cmpuint (spool_sum (spool, files), <=, G_MAXINT64);
  return 0;
}
