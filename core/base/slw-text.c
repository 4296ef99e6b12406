/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-text.h>

#include <string.h>

/* Marks that turn the direction of what follows: a name can pretend to be another with them. */
static gboolean
is_direction_mark (gunichar c)
{
  return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_harmless (gunichar c)
{
  if (c == '\n' || c == '\t')
    return TRUE;
  return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !is_direction_mark (c);
}

char *
slw_text_escape (const char *text, gssize length)
{
  GString *out = g_string_new (NULL);
  const char *p = text;
  const char *end;

  if (text == NULL)
    return g_string_free (out, FALSE);
  end = text + (length < 0 ? strlen (text) : (gsize) length);
  while (p < end) {
    gunichar c = g_utf8_get_char_validated (p, end - p);
    gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
    gsize width = valid && c != 0 ? (gsize) (g_utf8_next_char (p) - p) : 1;

    if (valid && is_harmless (c)) {
      g_string_append_len (out, p, width);
    } else if (valid && width > 1) {
      g_string_append_printf (out, "\\u%04x", c);
    } else {
      g_string_append_printf (out, "\\x%02x", (guchar) *p);
    }
    p += width;
  }
  return g_string_free (out, FALSE);
}

char *
slw_text_last_lines (const char *text, guint lines)
{
  const char *end;
  const char *start;

  if (text == NULL)
    return g_strdup ("");
  end = text + strlen (text);
  while (end > text && end[-1] == '\n')
    end--;
  for (start = end; start > text; start--) {
    if (start[-1] == '\n' && --lines == 0)
      break;
  }
  return g_strndup (start, end - start);
}

static guint
edit_distance (const char *a, const char *b)
{
  gsize la = strlen (a);
  gsize lb = strlen (b);
  g_autofree guint *row = g_new (guint, lb + 1);

  for (gsize j = 0; j <= lb; j++)
    row[j] = j;
  for (gsize i = 1; i <= la; i++) {
    guint diagonal = row[0];

    row[0] = i;
    for (gsize j = 1; j <= lb; j++) {
      guint above = row[j];
      guint cost = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

      row[j] = MIN (cost, MIN (above, row[j - 1]) + 1);
      diagonal = above;
    }
  }
  return row[lb];
}

const char *
slw_text_closest (const char *word, const char *const *candidates)
{
  const char *best = NULL;
  gsize length = strlen (word);
  guint best_distance = MIN (length, 64) / 3 + 1; /* at most a third of the letters differ */

  if (length > 64)
    return NULL;
  for (gsize i = 0; candidates[i] != NULL; i++) {
    guint distance = edit_distance (word, candidates[i]);

    if (distance <= best_distance && (best == NULL || distance < best_distance)) {
      best = candidates[i];
      best_distance = distance;
    }
  }
  return best;
}

static gboolean
needs_quotes (const char *word)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";

  return *word == '\0' || strspn (word, plain) != strlen (word);
}

char *
slw_text_shell_quote (const char *const *argv)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; argv[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (out, ' ');
    /* NAME=value as the first word would be an assignment */
    if (needs_quotes (argv[i]) || (i == 0 && strchr (argv[i], '=') != NULL)) {
      g_autofree char *quoted = g_shell_quote (argv[i]);
      g_string_append (out, quoted);
    } else {
      g_string_append (out, argv[i]);
    }
  }
  return g_string_free (out, FALSE);
}
