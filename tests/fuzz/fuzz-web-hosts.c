/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names and targets of web hosts, as a server tells them. */

#include "fuzz.h"

#include "hosts.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (Hosts) hosts = hosts_parse (text, &error);
  g_autoptr (GPtrArray) missing = NULL;
  g_autofree char *list = NULL;

  fuzz_assert_outcome (hosts, error);
  if (hosts == NULL)
    return 0;
  missing = hosts_list_missing (hosts);
  list = hosts_format_union (hosts);
  for (guint i = 0; i < missing->len; i++)
    g_assert_null (strpbrk (g_ptr_array_index (missing, i), "/ ;$`\n"));
  return 0;
}
