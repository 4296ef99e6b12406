/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "external.h"

#include <slipway/slw-error.h>

/* Parameters: `purpose`: `check` (finds), `update` (insists), `install` (notes); `accept`: why the operator does without. */

#define SECONDS_AN_HOUR 3600
#define AGE_TIMEOUT 60
#define REMEDY                                                                                                         \
  "Set command=, and age-file= or age-command=, in [config-backup] of the platform file (doc/backups.md), or say why " \
  "you do without: --accept-no-backup=REASON"

static const char age_file_script[] = "date +%s && stat -L -c %Y -- \"$1\"\n";
static const char age_command_script[] = "date +%s && exec sh -c \"$1\"\n";
static const char command_script[] = "exec sh -c \"$1\"\n";

enum {
  STAGE_START,
  STAGE_AGE,
  STAGE_MADE,
  STAGE_AGE_AFTER,
};

gboolean
external_read_age (const char *text, gint64 *seconds)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  gint64 now;
  gint64 then;

  if (lines[0] == NULL || lines[1] == NULL
      || !g_ascii_string_to_signed (g_strstrip (lines[0]), 10, 0, G_MAXINT64 / 2, &now, NULL)
      || !g_ascii_string_to_signed (g_strstrip (lines[1]), 10, 0, G_MAXINT64 / 2, &then, NULL))
    return FALSE;
  *seconds = now - then;
  return TRUE;
}

static gboolean
has_purpose (SlwStepRun *run, const char *purpose)
{
  return g_strcmp0 (slw_step_run_get_param (run, "purpose"), purpose) == 0;
}

static const char *
get_reason (SlwStepRun *run)
{
  const char *reason = slw_step_run_get_param (run, "accept");

  return reason != NULL && *reason != '\0' ? reason : NULL;
}

/* A run that fills caches only hurts nobody without a backup. */
static gboolean
changes_nothing (SlwStepRun *run)
{
  return slw_step_run_get_ceiling (run) == SLW_EFFECT_CACHE;
}

static SlwDirective *
do_without (SlwStepRun *run, const char *what)
{
  const char *reason = get_reason (run);
  g_autofree char *accepted = reason != NULL ? g_strdup_printf ("%s; accepted: %s", what, reason) : NULL;

  slw_step_run_set_output (run, "fresh", "no");
  if (reason != NULL) {
    slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "backup.accepted", accepted, NULL);
    return slw_directive_done (accepted);
  }
  if (has_purpose (run, "install"))
    slw_step_run_add_note (run, "%s", what);
  else if (has_purpose (run, "update") && !changes_nothing (run))
    slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "backup.external", what, REMEDY);
  else
    slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "backup.external", what, REMEDY);
  return slw_directive_done (what);
}

static SlwDirective *
ask_age (const ConfigSettings *settings, SlwStepRun *run, guint next_stage)
{
  g_autofree char *path = settings->age_file != NULL ? g_file_get_path (settings->age_file) : NULL;
  const char *const arguments[] = { path != NULL ? path : settings->age_command, NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, "ask how old the newest full backup is",
                                             path != NULL ? age_file_script : age_command_script, arguments);

  slw_action_set_on_controller (action);
  slw_action_set_timeout (action, AGE_TIMEOUT);
  slw_action_expect (action, 1); /* there is none */
  slw_step_run_set_stage (run, next_stage);
  return slw_directive_act (action);
}

static SlwDirective *
make_it (const ConfigSettings *settings, SlwStepRun *run)
{
  const char *const arguments[] = { settings->command, NULL };
  SlwAction *action
      = slw_action_new_script (SLW_EFFECT_CACHE, "make a full backup of the platform", command_script, arguments);

  slw_action_set_on_controller (action);
  slw_action_set_timeout (action, settings->command_timeout);
  slw_step_run_set_stage (run, STAGE_MADE);
  return slw_directive_act (action);
}

static gboolean
may_make_it (const ConfigSettings *settings, SlwStepRun *run)
{
  return settings->command != NULL && has_purpose (run, "update") && !changes_nothing (run) && get_reason (run) == NULL;
}

static SlwDirective *
on_age (const ConfigSettings *settings, SlwStepRun *run, const SlwResult *last, gboolean after)
{
  gint64 age = 0;
  gboolean known = slw_result_get_status (last) == 0 && external_read_age (slw_result_get_output (last), &age);
  gboolean fresh = known && age <= (gint64) settings->max_age * SECONDS_AN_HOUR;
  g_autofree char *what
      = known ? g_strdup_printf ("the newest full backup of the platform is %.1f hours old, %u are allowed",
                                 (double) age / SECONDS_AN_HOUR, settings->max_age)
              : g_strdup ("there is no full backup of the platform whose age can be told");
  g_autofree char *ended_well = after ? g_strdup_printf ("the backup command ended well, and yet %s", what) : NULL;

  if (fresh) {
    slw_step_run_set_output (run, "fresh", "yes");
    return slw_directive_done (what);
  }
  if (!after && may_make_it (settings, run))
    return make_it (settings, run);
  return do_without (run, after ? ended_well : what);
}

static SlwDirective *
on_made (const ConfigSettings *settings, SlwStepRun *run, const SlwResult *last)
{
  if (slw_result_is_assumed (last))
    return slw_directive_done ("a full backup would be made");
  if (settings->age_file != NULL || settings->age_command != NULL)
    return ask_age (settings, run, STAGE_AGE_AFTER);
  slw_step_run_set_output (run, "fresh", "yes");
  return slw_directive_done ("a full backup was made");
}

static SlwDirective *
start (const ConfigSettings *settings, SlwStepRun *run)
{
  if (settings->age_file != NULL || settings->age_command != NULL)
    return ask_age (settings, run, STAGE_AGE);
  if (may_make_it (settings, run))
    return make_it (settings, run);
  if (settings->command == NULL)
    return do_without (run, "nothing is known of a full backup of the platform: none is configured");
  if (get_reason (run) != NULL)
    return do_without (run, "no full backup of the platform is made");
  return slw_directive_done (changes_nothing (run) || has_purpose (run, "check")
                                 ? "a full backup will be made before the update"
                                 : "no full backup is made");
}

SlwDirective *
external_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const ConfigSettings *settings = config_backup_get_settings (self);

  switch (slw_step_run_get_stage (run)) {
  case STAGE_START:
    return start (settings, run);
  case STAGE_AGE:
    return on_age (settings, run, last, FALSE);
  case STAGE_MADE:
    return on_made (settings, run, last);
  default:
    return on_age (settings, run, last, TRUE);
  }
}
