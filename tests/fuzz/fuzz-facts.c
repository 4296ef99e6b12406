/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <slipway/slw-facts.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwFacts) facts = slw_facts_parse ((const char *) data, size, &error);
  g_autoptr (GPtrArray) names = NULL;

  fuzz_assert_outcome (facts, error);
  if (facts == NULL)
    return 0;
  names = slw_facts_get_names (facts);
  for (guint i = 0; i < names->len; i++) {
    g_assert_nonnull (slw_facts_get (facts, names->pdata[i]));
    slw_facts_get_number (facts, names->pdata[i], -1);
  }
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/var/spool/bm-docs"), >=, -1);
  return 0;
}
