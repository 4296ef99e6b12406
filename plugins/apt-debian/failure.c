/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failure.h"

#include <string.h>

#include <slipway/slw-text.h>

#include "status-line.h"

#define LINES 20
#define UNMET "The following packages have unmet dependencies:"
#define PROCESSING "Errors were encountered while processing:"

static gboolean
is_small_talk (const char *line)
{
  static const char *const beginnings[]
      = { "Reading ", "Building ", "NOTE: ", "Package '", "Use 'apt autoremove'", "WARNING: apt", NULL };

  for (guint i = 0; beginnings[i] != NULL; i++) {
    if (g_str_has_prefix (line, beginnings[i]))
      return TRUE;
  }
  return *line == '\0';
}

char *
failure_explain_simulation (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  gboolean unmet = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];

    unmet = (unmet && *line == ' ') || g_str_has_prefix (line, UNMET);
    if (!is_small_talk (line) && (unmet || g_str_has_prefix (line, "E: ")))
      g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", g_str_has_prefix (line, "E: ") ? line + 3 : line);
  }
  if (out->len == 0)
    g_string_append (out, text);
  g_autofree char *last = slw_text_last_lines (out->str, LINES);
  return slw_text_escape (last, -1);
}

/* " name" lines after dpkg's last words */
static char *
find_culprits (const char *errors)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *found = strstr (errors, PROCESSING);
  g_auto (GStrv) lines = g_strsplit_set (found != NULL ? found : "", "\n", -1);

  for (guint i = 1; *lines != NULL && lines[i] != NULL && *lines[i] == ' '; i++) {
    const char *name = g_strstrip (lines[i]);
    const char *slash = strrchr (name, '/');

    g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", slash != NULL ? slash + 1 : name);
  }
  return out->len > 0 ? slw_text_escape (out->str, out->len) : NULL;
}

char **
failure_list_waiting (const char *errors)
{
  static const char beginning[] = "dpkg: error processing package ";
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit_set (errors, "\n", -1);

  for (guint i = 1; *lines != NULL && lines[i] != NULL; i++) {
    if (strcmp (lines[i], " dependency problems - leaving unconfigured") == 0
        && g_str_has_prefix (lines[i - 1], beginning)) {
      char *name = lines[i - 1] + strlen (beginning);

      name[strcspn (name, " :")] = '\0';
      g_strv_builder_add (names, name);
    }
  }
  return g_strv_builder_end (names);
}

char *
failure_explain_installation (const char *output, const char *errors)
{
  g_autofree char *plain = status_line_strip (output);
  g_autofree char *culprits = find_culprits (errors);
  g_autofree char *both = g_strconcat (g_strchomp (plain), *plain != '\0' ? "\n" : "", errors, NULL);
  g_autofree char *last = slw_text_last_lines (both, LINES);
  g_autofree char *safe = slw_text_escape (last, -1);

  if (culprits == NULL)
    return g_steal_pointer (&safe);
  return g_strdup_printf ("%s failed:\n%s", culprits, safe);
}
