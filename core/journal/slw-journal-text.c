/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-text.h"

#include <string.h>

#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

/* slw_redact () reads to the NUL, and a server may send one in front of what it wants to hide. */
static char *
redact_and_escape (const char *text, gsize length)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  const char *end = text + length;
  const char *part = text;

  for (;;) {
    const char *nul = memchr (part, '\0', (gsize) (end - part));
    g_autofree char *copy = g_strndup (part, (gsize) ((nul != NULL ? nul : end) - part));
    g_autofree char *redacted = slw_redact (copy);
    g_autofree char *escaped = slw_text_escape (redacted, -1);

    g_string_append (clean, escaped);
    if (nul == NULL)
      return g_string_free (g_steal_pointer (&clean), FALSE);
    g_string_append (clean, "\\x00");
    part = nul + 1;
  }
}

static char *
drop_middle (const char *text, gsize length)
{
  const gsize half = SLW_JOURNAL_TEXT_MOST / 2 - 64;
  const char *head_end = g_utf8_find_prev_char (text, text + half + 1);
  const char *tail = g_utf8_find_next_char (text + length - half - 1, NULL);
  g_autofree char *head = g_strndup (text, (gsize) (head_end - text));

  return g_strdup_printf ("%s\n[%" G_GSIZE_FORMAT " bytes dropped]\n%s", head, (gsize) (tail - head_end), tail);
}

char *
slw_journal_text_clean (const char *text, gssize length)
{
  if (text == NULL)
    return NULL;

  g_autofree char *clean = redact_and_escape (text, length < 0 ? strlen (text) : (gsize) length);
  gsize clean_length = strlen (clean);

  if (clean_length <= SLW_JOURNAL_TEXT_MOST)
    return g_steal_pointer (&clean);
  return drop_middle (clean, clean_length);
}
