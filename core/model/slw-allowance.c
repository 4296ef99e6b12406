/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-allowance.h"

#include <string.h>

#define MOST 100000

gboolean
slw_allowance_parse (const char *text, SlwAllowance *allowance)
{
  gsize length = strlen (text);
  gboolean is_percentage = length > 0 && text[length - 1] == '%';
  g_autofree char *digits = g_strndup (text, is_percentage ? length - 1 : length);
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, is_percentage ? 100 : MOST, &number, NULL))
    return FALSE;
  allowance->number = (guint) number;
  allowance->is_percentage = is_percentage;
  return TRUE;
}

guint
slw_allowance_count (const SlwAllowance *allowance, guint servers)
{
  return allowance->is_percentage ? (guint) ((guint64) servers * allowance->number / 100) : allowance->number;
}
