/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Remote text on its way to a terminal, and words on their way to a remote shell. */

#include "fuzz.h"

#include <slipway/slw-text.h>

#include <string.h>

static void
check_escape (const char *text, gsize size)
{
  g_autofree char *safe = slw_text_escape (text, (gssize) size);
  g_autofree char *last = slw_text_last_lines (safe, 20);

  g_assert_true (g_utf8_validate (safe, -1, NULL));
  for (const char *p = safe; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_assert_true (c == '\n' || c == '\t' || !g_unichar_iscntrl (c));
  }
  g_assert_true (strstr (safe, last) != NULL);
}

static void
check_quoting (const char *text, gsize size)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *line = NULL;
  g_auto (GStrv) back = NULL;

  for (const char *p = text; p < text + size; p += strlen (words->pdata[words->len - 1]) + 1)
    g_ptr_array_add (words, g_strndup (p, (gsize) (text + size - p)));
  if (words->len == 0)
    return;
  g_ptr_array_add (words, NULL);
  line = slw_text_shell_quote ((const char *const *) words->pdata);
  g_assert_true (g_shell_parse_argv (line, NULL, &back, NULL));
  g_assert_true (g_strv_equal ((const char *const *) words->pdata, (const char *const *) back));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_escape ((const char *) data, size);
  check_quoting ((const char *) data, size);
  return 0;
}
