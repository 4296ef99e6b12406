/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply.h"

#include "wanted-set.h"

/* Parameters: `plan` and `remove`, outputs of packages.plan. The last look before services stop: is everything here? */

enum { STAGE_BEGIN, STAGE_READ, STAGE_DIGESTS };

static gboolean
is_right (DownloadOnlyUpgrade *self, const PreparedSet *set, const PreparedSet *wanted, GError **error)
{
  g_autofree char *difference = set != NULL ? prepared_set_describe_difference (set, wanted) : NULL;
  gint64 days = set != NULL ? prepared_set_count_days (set, wanted) : 0;

  if (set == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
                 "nothing was fetched ahead on this server; start again to fetch it");
  else if (difference != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
                 "what was fetched ahead is not what is wanted any more: %s; start again to fetch the difference",
                 difference);
  else if (days >= download_only_upgrade_get_settings (self)->keep_days)
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
                 "what was fetched ahead is %" G_GINT64_FORMAT
                 " days old, and is used for %u; start again to fetch it anew",
                 days, download_only_upgrade_get_settings (self)->keep_days);
  else
    return TRUE;
  return FALSE;
}

static SlwDirective *
check_digests (SlwStepRun *run)
{
  static const char *const argv[] = { "sha256sum", "--check", "--quiet", PREPARED_SET_PATH, NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "compare the files with their digests", argv);

  slw_action_expect (action, 1);
  slw_action_set_timeout (action, 900);
  slw_step_run_set_stage (run, STAGE_DIGESTS);
  return slw_directive_act (action);
}

static SlwDirective *
end_read (DownloadOnlyUpgrade *self, SlwStepRun *run, const PreparedSet *wanted, const SlwResult *last, GError **error)
{
  g_autoptr (PreparedSet) set = prepared_set_parse (slw_result_get_output (last));

  if (!is_right (self, set, wanted, error))
    return NULL;
  if (*set->files == NULL) /* all of the plan had been installed meanwhile, by an earlier attempt */
    return slw_directive_done ("all is there");
  return check_digests (run);
}

static SlwDirective *
end_digests (const PreparedSet *wanted, const SlwResult *last, GError **error)
{
  g_autofree char *summary
      = g_strdup_printf ("%u packages are here, as they were fetched", g_strv_length (wanted->plan));
  g_autofree char *bad = slw_text_last_lines (slw_result_get_output (last), 5);
  g_autofree char *safe = slw_text_escape (bad, -1);

  if (slw_result_get_status (last) == 0)
    return slw_directive_done (summary);
  g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
               "a file that was fetched ahead is missing or was changed: %s; start again", safe);
  return NULL;
}

SlwDirective *
apply_next (DownloadOnlyUpgrade *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (PreparedSet) wanted = wanted_set_new (run, error);

  if (wanted == NULL)
    return NULL;
  if (wanted_set_is_empty (wanted))
    return slw_directive_done ("nothing to upgrade");
  /* nothing was fetched in a plan */
  if (slw_step_run_get_ceiling (run) < SLW_EFFECT_CACHE)
    return slw_directive_done ("looks at what was fetched before it starts");
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    slw_step_run_set_stage (run, STAGE_READ);
    return slw_directive_act (wanted_set_read ("read what was fetched ahead"));
  case STAGE_READ:
    return end_read (self, run, wanted, last, error);
  default:
    return end_digests (wanted, last, error);
  }
}
