/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Units, as systemctl shows them. */

#include "fuzz.h"

#include "units.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) units = units_parse (text);

  for (guint i = 0; i < units->len; i++) {
    const Unit *unit = g_ptr_array_index (units, i);

    g_assert_true (units_is_name (unit->name));
    g_assert_nonnull (unit->active);
  }
  return 0;
}
