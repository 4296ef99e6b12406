/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files of apt's sources as a server shows them. */

#include "fuzz.h"

#include "release-change.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (ReleaseChange) change = release_change_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    release_change_read (change, lines[i], space + 1);
  }
  release_change_end (change);
  for (guint i = 0; i < change->sources->len; i++) {
    const ReleaseSource *source = g_ptr_array_index (change->sources, i);

    g_assert_nonnull (source->file);
    g_assert_true (*source->suite != '\0' && strchr (source->suite, ' ') == NULL);
  }
  return 0;
}
