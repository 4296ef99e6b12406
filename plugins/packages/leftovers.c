/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "leftovers.h"

#include <string.h>

/* Output: `count`, configuration files whose new default was put beside the one that is used. */

#define COMPARE "compare with the old and the new default: slipway backups diff %s --conffiles; "

/* "added removed path" */
static gboolean
report_one (SlwStepRun *run, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  g_autofree char *path = g_strv_length (words) == 3 ? slw_text_escape (words[2], -1) : NULL;
  const char *server = slw_server_get_name (slw_step_run_get_server (run));
  const char *dot = path != NULL ? strrchr (path, '.') : NULL;
  g_autofree char *live = dot != NULL ? g_strndup (path, dot - path) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *remedy = NULL;
  guint64 added;
  guint64 removed;

  if (live == NULL || *path != '/' || !g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT32, &added, NULL)
      || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT32, &removed, NULL))
    return FALSE;
  if (g_str_has_suffix (path, ".rpmsave")) {
    title = g_strdup_printf ("%s was replaced, or removed; what it was is in %s, with %" G_GUINT64_FORMAT
                             " lines that it has not any more, and without %" G_GUINT64_FORMAT " that are new",
                             live, path, added, removed);
    remedy = g_strdup_printf (COMPARE "take back what is wanted, then remove %s", server, path);
  } else {
    title = g_strdup_printf ("%s stays as it was; another version is beside it, with %" G_GUINT64_FORMAT
                             " lines that it has not, and without %" G_GUINT64_FORMAT " that it has",
                             live, added, removed);
    remedy = g_strdup_printf (COMPARE "take over what is wanted, then remove %s", server, path);
  }
  slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "packages.leftover", title, remedy);
  return TRUE;
}

static SlwDirective *
report (SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (slw_result_get_output (last), "\n", -1);
  g_autofree char *number = NULL;
  g_autofree char *summary = NULL;
  guint count = 0;

  for (guint i = 0; lines[i] != NULL && strcmp (lines[i], "X end 0") != 0; i++) {
    if (!g_str_has_prefix (lines[i], "L ") || !report_one (run, lines[i] + 2)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about configuration files makes no sense");
      return NULL;
    }
    count++;
  }
  number = g_strdup_printf ("%u", count);
  slw_step_run_set_output (run, "count", number);
  summary = g_strdup_printf ("%u files to look at", count);
  return slw_directive_done (count > 0 ? summary : "no configuration file to look at");
}

SlwDirective *
leftovers_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  if (last == NULL)
    return slw_directive_act (slw_action_new_script (
        SLW_EFFECT_READ, "look for configuration files that were not replaced", self->family->leftovers_script, NULL));
  return report (run, last, error);
}
