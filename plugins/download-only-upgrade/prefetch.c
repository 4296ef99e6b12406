/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prefetch.h"

#include <string.h>

#include "wanted-set.h"

/* Parameters: `plan`, `remove` (outputs `packages` and `remove` of packages.plan), `files` (of packages.download). */

enum { STAGE_BEGIN, STAGE_READ, STAGE_FOLDER, STAGE_WRITE };

static SlwDirective *
make_folder (SlwStepRun *run)
{
  static const char *const argv[] = { "mkdir", "-p", "--", PREPARED_SET_FOLDER, NULL };

  slw_step_run_set_stage (run, STAGE_FOLDER);
  return slw_directive_act (slw_action_new_exec (SLW_EFFECT_CACHE, "make the folder of what was fetched", argv));
}

static SlwDirective *
write_set (SlwStepRun *run, const PreparedSet *wanted)
{
  char *text = prepared_set_format (wanted);
  g_autoptr (GBytes) content = g_bytes_new_take (text, strlen (text));

  slw_step_run_set_stage (run, STAGE_WRITE);
  return slw_directive_act (
      slw_action_new_put (SLW_EFFECT_CACHE, "write down what was fetched", PREPARED_SET_PATH, content, 0644));
}

static SlwDirective *
tell_done (const PreparedSet *set)
{
  g_autofree char *summary = g_strdup_printf ("%u packages are ready to be upgraded", g_strv_length (set->plan));

  return slw_directive_done (summary);
}

static SlwDirective *
compare_sets (DownloadOnlyUpgrade *self, SlwStepRun *run, const PreparedSet *wanted, const char *text)
{
  g_autoptr (PreparedSet) before = prepared_set_parse (text);
  g_autofree char *difference = before != NULL ? prepared_set_describe_difference (before, wanted) : NULL;
  gint64 days = before != NULL ? prepared_set_count_days (before, wanted) : 0;

  if (before == NULL)
    return make_folder (run);
  if (difference != NULL)
    slw_step_run_add_note (
        run, "what was fetched ahead is not what is wanted any more: %s; the difference was fetched now", difference);
  else if (days >= download_only_upgrade_get_settings (self)->keep_days)
    slw_step_run_add_note (
        run, "what was fetched ahead is %" G_GINT64_FORMAT " days old; it was compared with the index anew", days);
  else if (prepared_set_equal (before, wanted))
    return tell_done (wanted);
  return make_folder (run);
}

SlwDirective *
prefetch_next (DownloadOnlyUpgrade *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (PreparedSet) wanted = wanted_set_new (run, error);

  if (wanted == NULL)
    return NULL;
  if (wanted_set_is_empty (wanted))
    return slw_directive_done ("nothing to fetch");
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    slw_step_run_set_stage (run, STAGE_READ);
    return slw_directive_act (wanted_set_read ("look for what was fetched before"));
  case STAGE_READ:
    return compare_sets (self, run, wanted, slw_result_get_output (last));
  case STAGE_FOLDER:
    return write_set (run, wanted);
  default:
    return tell_done (wanted);
  }
}
