/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the scan of the core's log found, and the version of a package. */

#include "fuzz.h"

#include "plugins/admin-api/slw-verify-text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SlwLogScan) scan = slw_log_scan_parse (text);
  g_autofree char *version = slw_package_version_parse (text);

  g_assert_true (version == NULL || *version != '\0');
  if (scan != NULL) {
    g_assert_true (scan->last == NULL || g_utf8_validate (scan->last, -1, NULL));
    g_assert_true (scan->last_own == NULL || g_utf8_validate (scan->last_own, -1, NULL));
  }
  return 0;
}
