/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-caution.h"

#include "slw-version.h"

#include <string.h>

static const char table[] =
#include "cautions.ini.inc"
    ;

static GKeyFile *
read_table (GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_data (file, table, strlen (table), G_KEY_FILE_NONE, error) ? g_steal_pointer (&file)
                                                                                         : NULL;
}

static gboolean
read_severity (const char *text, SlwSeverity *severity)
{
  static const char *const names[] = { "info", "medium", "high", "inhibitor" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i])) {
      *severity = (SlwSeverity) i;
      return TRUE;
    }
  return FALSE;
}

gboolean
slw_caution_is_valid (void)
{
  static const char *const wanted[] = { "Before", "From", "Severity", "Title", "Remedy" };
  g_autoptr (GKeyFile) file = read_table (NULL);
  g_auto (GStrv) rows = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;
  gboolean good = rows != NULL && rows[0] != NULL;

  for (guint i = 0; rows != NULL && rows[i] != NULL; i++) {
    g_autofree char *text = g_key_file_get_string (file, rows[i], "Severity", NULL);
    g_autofree char *check = g_key_file_get_string (file, rows[i], "Check", NULL);
    SlwSeverity severity;

    good = good && read_severity (text, &severity) && (check == NULL || g_str_equal (check, "database-half-free"));
    for (guint j = 0; j < G_N_ELEMENTS (wanted); j++)
      good = good && g_key_file_has_key (file, rows[i], wanted[j], NULL);
  }
  return good;
}

static gboolean
is_on_the_way (GKeyFile *file, const char *row, const char *from, const char *to)
{
  g_autofree char *before = g_key_file_get_string (file, row, "Before", NULL);
  g_autofree char *least = g_key_file_get_string (file, row, "From", NULL);

  return slw_version_compare (from, before) < 0 && slw_version_compare (to, least) >= 0;
}

static void
add_row (SlwStepRun *run, GKeyFile *file, const char *row, const SlwCautionFacts *facts)
{
  g_autofree char *severity_name = g_key_file_get_string (file, row, "Severity", NULL);
  g_autofree char *title = g_key_file_get_string (file, row, "Title", NULL);
  g_autofree char *remedy = g_key_file_get_string (file, row, "Remedy", NULL);
  gboolean checks = g_key_file_has_key (file, row, "Check", NULL);
  g_autofree char *id = g_strconcat ("caution.", row, NULL);
  g_autofree char *text = NULL;
  SlwSeverity severity;

  if (!read_severity (severity_name, &severity) || (checks && facts->crowded == NULL))
    return;
  text = g_strdup_printf ("%s%s%s%s", title, checks ? " (not so on " : "", checks ? facts->crowded : "",
                          checks ? ")" : "");
  slw_step_run_add_finding (run, severity, id, text, remedy);
}

void
slw_caution_add_findings (SlwStepRun *run, const char *from, const char *to, const SlwCautionFacts *facts)
{
  g_autoptr (GKeyFile) file = read_table (NULL);
  g_auto (GStrv) rows = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;

  for (guint i = 0; rows != NULL && rows[i] != NULL; i++)
    if (is_on_the_way (file, rows[i], from, to))
      add_row (run, file, rows[i], facts);
}

char *
slw_caution_read_plan (const char *const *words)
{
  static const char prefix[] = "bm-core=";

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], prefix)) {
      guint64 parts[3];
      const char *version = words[i] + strlen (prefix);
      return slw_version_read (version, parts) ? g_strdup (version) : NULL;
    }
  return NULL;
}

const char *
slw_caution_find_technical (const char *target)
{
  guint64 parts[3];

  if (!slw_version_read (target, parts))
    return NULL;
  /* from 5 on the first number is the same in both; all of 4.x is 4.1.N */
  if (parts[0] >= 5)
    return "5.0.0";
  if (parts[0] == 4 && parts[1] >= 1)
    return SLW_VERSION_WITH_CHOICE;
  return "4.1.0";
}

/* platform.caution: the same points of caution, once the plan says exactly which version is to come. */
gboolean
slw_caution_start (SlwTalk *talk, GError **error)
{
  const char *from = slw_step_run_get_param (talk->run, "from");
  const char *crowded = slw_step_run_get_param (talk->run, "crowded");
  g_auto (GStrv) plan = slw_step_run_dup_param_list (talk->run, "plan");
  g_autofree char *to = slw_caution_read_plan ((const char *const *) plan);
  SlwCautionFacts facts = { crowded != NULL && *crowded != '\0' ? crowded : NULL };

  slw_step_run_set_output (talk->run, "software-version", to);
  if (to == NULL || from == NULL || *from == '\0')
    return slw_talk_done (talk, "no other version is to come");
  slw_caution_add_findings (talk->run, from, to, &facts);
  return slw_talk_done (talk, "from %s to %s", from, to);
}
