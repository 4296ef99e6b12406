/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rate.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define NUMBER_MOST 1048576 /* of any unit */

gboolean
rate_parse (const char *text, guint64 *rate, GError **error)
{
  static const char units[] = "KMG";
  gsize digits = strspn (text, "0123456789");
  const char *unit = text[digits] != '\0' ? strchr (units, g_ascii_toupper (text[digits])) : NULL;
  g_autofree char *number = g_strndup (text, digits);
  g_autofree char *safe = NULL;
  guint64 value = 0;

  *rate = 0;
  if (strcmp (text, "no") == 0)
    return TRUE;
  if (unit != NULL && text[digits + 1] == '\0'
      && g_ascii_string_to_unsigned (number, 10, 1, NUMBER_MOST, &value, NULL)) {
    *rate = value << (10 * (unit - units + 1));
    return TRUE;
  }
  safe = slw_text_escape (text, MIN (strlen (text), 40));
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "rate %s: a number with a unit is wanted, such as 500K, 2M or 1G per second (K is 1024 bytes), or no",
               safe);
  return FALSE;
}
