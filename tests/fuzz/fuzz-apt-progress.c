/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What apt and dpkg say on the status file descriptor. */

#include "fuzz.h"

#include <string.h>

#include "status-line.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *rest = status_line_strip (text);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (StatusLine) line = status_line_parse (lines[i]);

    g_assert_true (line == NULL || (line->text != NULL && line->percent >= 0 && line->percent <= 100));
  }
  g_assert_cmpuint (strlen (rest), <=, strlen (text));
  return 0;
}
