/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A limit of bandwidth, as it is typed. */

#include "fuzz.h"

#include "rate.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  guint64 rate = 1;

  if (!rate_parse (text, &rate, &error))
    g_assert_nonnull (error);
  else
    g_assert_true (rate % 1024 == 0);
  return 0;
}
