/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The list of fetched packages that a server keeps. */

#include "fuzz.h"

#include "prepared-set.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (PreparedSet) set = prepared_set_parse (text);
  g_autofree char *again = set != NULL ? prepared_set_format (set) : NULL;
  g_autoptr (PreparedSet) second = again != NULL ? prepared_set_parse (again) : NULL;

  if (set == NULL)
    return 0;
  g_assert_nonnull (second);
  g_assert_true (prepared_set_equal (set, second));
  g_assert_null (prepared_set_describe_difference (set, second));
  return 0;
}
