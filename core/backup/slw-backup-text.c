/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-text.h"

#include <string.h>

#define HIDDEN "[secret]"

gboolean
slw_backup_text_is_text (GBytes *content)
{
  gsize length;
  const char *data = g_bytes_get_data (content, &length);

  if (length == 0)
    return TRUE;
  if (!g_utf8_validate_len (data, length, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if ((guchar) data[i] < ' ' && strchr ("\t\n\r\f", data[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static char *
replace (const char *text, const char *pattern, const char *by)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE, 0, NULL);
  char *result = g_regex_replace (regex, text, -1, 0, by, 0, NULL);

  /* what the library cannot do in its bounds is not shown at all */
  return result != NULL ? result : g_strdup (HIDDEN "\n");
}

char *
slw_backup_text_hide (const char *text)
{
  g_autofree char *named = replace (text,
                                    "^([^\\n#;]{0,200}?(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|credential)["
                                    "\\w.-]{0,60}[\"']?[ \\t]*[=: \\t][ \\t]*)\\S[^\\n]*$",
                                    "\\1" HIDDEN);

  return replace (named, "(://[^\\s:/@]{1,200}:)[^\\s@/]{1,200}@", "\\1" HIDDEN "@");
}
