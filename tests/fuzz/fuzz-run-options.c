/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* With what a run was started, as the journal has it. */

#include "fuzz.h"

#include "core/engine/slw-run-options.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRunOptions) options = slw_run_options_parse (text, &error);

  fuzz_assert_outcome (options, error);
  return 0;
}
