/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-version.h"

#include <string.h>

#define DIGITS "0123456789"
#define LEAST_BUILD 1000 /* no public release has so high a last number, no build so low a one */

gboolean
slw_version_read (const char *text, guint64 parts[3])
{
  parts[0] = parts[1] = parts[2] = 0;
  for (guint i = 0; text != NULL && i < 3; i++) {
    gsize length = strspn (text, DIGITS);

    if (length == 0 || length > 9)
      return FALSE;
    parts[i] = g_ascii_strtoull (text, NULL, 10);
    text += length;
    if (*text != '.')
      return TRUE;
    text++;
  }
  return text != NULL;
}

int
slw_version_compare (const char *a, const char *b)
{
  guint64 left[3], right[3];
  gboolean is_left = slw_version_read (a, left);
  gboolean is_right = slw_version_read (b, right);

  if (!is_left || !is_right)
    return (int) is_left - (int) is_right;
  for (guint i = 0; i < G_N_ELEMENTS (left); i++)
    if (left[i] != right[i])
      return left[i] < right[i] ? -1 : 1;
  return 0;
}

gboolean
slw_version_is_technical (const char *text)
{
  guint64 parts[3];

  return slw_version_read (text, parts) && parts[2] >= LEAST_BUILD;
}

gboolean
slw_version_is_target (const char *text)
{
  g_auto (GStrv) halves = NULL;
  g_auto (GStrv) numbers = NULL;

  if (g_str_equal (text, "latest") || g_str_equal (text, "current"))
    return TRUE;
  halves = g_strsplit (text, "-", -1);
  numbers = g_strsplit (halves[0] != NULL ? halves[0] : "", ".", -1);
  if (g_strv_length (halves) > 2 || (halves[0] != NULL && halves[1] != NULL && !g_ascii_isdigit (*halves[1])))
    return FALSE;
  for (guint i = 0; numbers[i] != NULL; i++)
    if (*numbers[i] == '\0' || strlen (numbers[i]) > 9)
      return FALSE;
  return g_strv_length (numbers) >= 1 && g_strv_length (numbers) <= 3 && strlen (text) <= 32
         && strspn (text, DIGITS ".-") == strlen (text);
}
