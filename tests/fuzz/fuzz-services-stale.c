/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Control groups and files of processes, as a server tells them. */

#include "fuzz.h"

#include "stale.h"
#include "units.h"
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = stale_parse (text, &error);

  fuzz_assert_outcome (all, error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    g_assert_true (units_is_name (((const Stale *) g_ptr_array_index (all, i))->unit));
  return 0;
}
