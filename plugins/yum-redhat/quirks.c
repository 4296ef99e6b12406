/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quirks.h"

#include <string.h>

/* The two files of quirks/, a line of text each. */
static const char modules[] =
#include "modules.inc"
    ;

static const char excludes[] =
#include "excludes.inc"
    ;

static char **
read_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0')
      g_strv_builder_add (out, lines[i]);
  }
  return g_strv_builder_end (out);
}

char **
quirks_get_modules (void)
{
  return read_lines (modules);
}

char **
quirks_get_options (void)
{
  char **lines = read_lines (excludes);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);

    g_free (lines[i]);
    lines[i] = g_strdup_printf ("--setopt=%s.excludepkgs=%s", words[0], words[1]);
  }
  return lines;
}
