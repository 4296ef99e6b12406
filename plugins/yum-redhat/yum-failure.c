/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-failure.h"

#include <string.h>

#include <slipway/slw-text.h>

#define LINES 20

static gboolean
is_small_talk (const char *line)
{
  static const char *const beginnings[] = {
    "Last metadata expiration check", "(try to add", "Dependencies resolved", "Operation aborted", "Repository ", NULL
  };

  for (guint i = 0; beginnings[i] != NULL; i++) {
    if (g_str_has_prefix (line, beginnings[i]))
      return TRUE;
  }
  return *line == '\0' || *line == '=';
}

char *
yum_failure_explain_simulation (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_str_has_prefix (lines[i], "Error: ") ? lines[i] + strlen ("Error: ") : lines[i];

    /* what is installed follows */
    if (!is_small_talk (line) && *line != '\0')
      g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", line);
  }
  g_autofree char *last = slw_text_last_lines (out->len > 0 ? out->str : text, LINES);
  return slw_text_escape (last, -1);
}

const char *
yum_failure_find_remedy (const char *text)
{
  if (strstr (text, "Unable to find a match") != NULL || strstr (text, "No match for argument") != NULL)
    return "check that the subscription is for this product, this version and this distribution";
  if (strstr (text, "filtered out by exclude filtering") != NULL)
    return "check what is excluded and locked: dnf versionlock list, excludepkgs in /etc/dnf/dnf.conf and "
           "/etc/yum.repos.d";
  if (strstr (text, "filtered out by modular filtering") != NULL)
    return "disable the module that hides the package: dnf module list --enabled";
  if (strstr (text, "nothing provides") != NULL)
    return "enable the repository of the distribution that has what is missing";
  return NULL;
}

/* "Error in POSTIN scriptlet in rpm package NAME", "error: unpacking of archive failed" before "NAME: install failed" */
static char *
find_culprits (const char *text)
{
  static const char *const signs[] = { "scriptlet in rpm package ", "Error unpacking rpm package " };
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    for (guint n = 0; n < G_N_ELEMENTS (signs); n++) {
      const char *found = strstr (lines[i], signs[n]);
      const char *name = found != NULL ? found + strlen (signs[n]) : NULL;

      if (name != NULL && strstr (out->str, name) == NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", name);
    }
  }
  return out->len > 0 ? slw_text_escape (out->str, -1) : NULL;
}

/* The scripts of an old version that goes are of no interest any more. */
gboolean
yum_failure_has_failed (const SlwResult *result)
{
  static const char *const signs[]
      = { "Error in PREIN scriptlet", "Error in POSTIN scriptlet", "Error in POSTTRANS scriptlet" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (strstr (slw_result_get_errors (result), signs[i]) != NULL
        || strstr (slw_result_get_output (result), signs[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

char *
yum_failure_explain_installation (const char *output, const char *errors)
{
  g_autofree char *both
      = g_strconcat (output, *output != '\0' && !g_str_has_suffix (output, "\n") ? "\n" : "", errors, NULL);
  g_autofree char *culprits = find_culprits (both);
  g_autofree char *last = slw_text_last_lines (g_strchomp (both), LINES);
  g_autofree char *safe = slw_text_escape (last, -1);

  if (culprits == NULL)
    return g_steal_pointer (&safe);
  return g_strdup_printf ("%s failed:\n%s", culprits, safe);
}
