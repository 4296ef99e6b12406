/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "core/remote/slw-lock.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwLockState) state = slw_lock_parse ((const char *) data, size, &error);
  g_autofree char *text = state != NULL ? slw_lock_describe (state) : NULL;

  fuzz_assert_outcome (state, error);
  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));
  return 0;
}
