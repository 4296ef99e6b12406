/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pass-on.h"

#include <string.h>

#include "bundle.h"
#include "spool.h"

/* Parameters: `plan` and `remove` (of packages.plan), `folder` (of the controller, with packages under their digests), `from` (who
 * they are from, in words; empty: nothing is done).
 * Brings packages that the controller has to a server that wants them. What its own signed index says of a package is its name on the
 * controller; so nothing is believed because of where it came from, and what does not fit is fetched. No outputs. */

#define STAGING "/var/lib/slipway/passed-on"
#define SPARE (64 * 1024 * 1024) /* bytes that stay free on the server */

static const char staging_script[] =
#include "staging.sh.inc"
    ;

static const char take_in_script[] =
#include "take-in.sh.inc"
    ;

enum { STAGE_BEGIN, STAGE_WANTED, STAGE_LOOK, STAGE_STAGING, STAGE_TAKE_IN, STAGE_PUT };

typedef struct {
  GPtrArray *wanted; /* SpoolFile: by the index of this server */
  GPtrArray *coming; /* those of them that the controller has; not owned */
  GPtrArray *puts;   /* and of these those that did not come yet; not owned */
  guint64 bytes;
} PassOn;

static void
pass_on_free (gpointer data)
{
  PassOn *self = data;

  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_ptr_array_unref (self->coming);
  g_ptr_array_unref (self->puts);
  g_free (self);
}

static SlwDirective *
act (SlwStepRun *run, guint stage, SlwAction *action)
{
  slw_step_run_set_stage (run, stage);
  return slw_directive_act (action);
}

static SlwDirective *
ask_wanted (const Packages *provider, SlwStepRun *run, GError **error)
{
  g_auto (GStrv) install = slw_step_run_dup_param_list (run, "plan");
  g_auto (GStrv) remove = slw_step_run_dup_param_list (run, "remove");
  g_autoptr (Simulation) plan
      = simulation_parse_list ((const char *const *) install, (const char *const *) remove, error);

  if (plan == NULL)
    return NULL;
  if (plan->install->len == 0)
    return slw_directive_done ("nothing to fetch");
  slw_step_run_set_stage (run, STAGE_WANTED);
  return bundle_use (provider, run, archives_new_action (provider->family, plan));
}

static SlwDirective *
end_wanted (const Packages *provider, SlwStepRun *run, PassOn *self, const SlwResult *last, GError **error)
{
  g_autoptr (Archives) archives = archives_parse (provider->family, slw_result_get_output (last), error);

  if (archives == NULL)
    return NULL;
  g_ptr_array_add (archives->wanted, NULL);
  self->wanted = spool_read_files ((const char *const *) archives->wanted->pdata);
  if (self->wanted->len == 0)
    return slw_directive_done ("all is there already");
  return act (run, STAGE_LOOK, spool_new_look (SLW_EFFECT_READ, slw_step_run_get_param (run, "folder"), self->wanted));
}

static SlwDirective *
end_look (const Packages *provider, SlwStepRun *run, PassOn *self, const SlwResult *last, GError **error)
{
  const char *own = bundle_get_folder (run) != NULL ? provider->family->bundle_archives : NULL;
  const char *const words[] = { STAGING, own != NULL ? own : provider->family->archives, NULL };
  g_autoptr (Spool) there = spool_parse (slw_result_get_output (last), error);
  SlwAction *action;

  if (there == NULL)
    return NULL;
  for (guint i = 0; i < self->wanted->len; i++) {
    SpoolFile *file = g_ptr_array_index (self->wanted, i);

    if (g_hash_table_contains (there->sizes, file->digest))
      g_ptr_array_add (self->coming, file);
  }
  if (self->coming->len == 0)
    return slw_directive_done ("the controller has nothing that is wanted here");
  self->bytes = spool_sum (there, self->coming);
  action = slw_action_new_script (SLW_EFFECT_CACHE, "make room for packages that are passed on", staging_script, words);
  spool_set_lines (action, self->coming, FALSE);
  return act (run, STAGE_STAGING, action);
}

static SlwDirective *
take_in (SlwStepRun *run, const PassOn *self)
{
  const char *const words[] = { STAGING, NULL };
  SlwAction *action
      = slw_action_new_script (SLW_EFFECT_CACHE, "compare what came with the index", take_in_script, words);

  spool_set_lines (action, self->coming, TRUE);
  slw_action_set_timeout (action, 1800);
  return act (run, STAGE_TAKE_IN, action);
}

static SlwDirective *
put (SlwStepRun *run, const PassOn *self, guint number)
{
  const SpoolFile *file = g_ptr_array_index (self->puts, number);
  g_autofree char *path = g_build_filename (slw_step_run_get_param (run, "folder"), file->digest, NULL);
  g_autofree char *staged = g_build_filename (STAGING, file->digest, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (path);
  SlwAction *action = slw_action_new_put_file (SLW_EFFECT_CACHE, "pass a package on", staged, source, 0600);

  slw_action_set_timeout (action, 0);
  slw_step_run_set_progress (run, 100.0 * number / self->puts->len, strrchr (file->path, '/') + 1);
  return act (run, STAGE_PUT + number, action);
}

static SlwDirective *
end_staging (SlwStepRun *run, PassOn *self, const SlwResult *last, GError **error)
{
  g_autoptr (Spool) come = spool_parse (slw_result_get_output (last), error);
  guint64 missing;

  if (come == NULL)
    return NULL;
  missing = self->bytes - MIN (spool_sum (come, self->coming), self->bytes);
  if (missing + SPARE > come->space) {
    g_autofree char *wanted = g_format_size (missing);
    g_autofree char *space = g_format_size (come->space);

    slw_step_run_add_note (run, "%s of packages are not passed on: there is space for %s only", wanted, space);
    return slw_directive_done ("nothing is passed on: too little space");
  }
  for (guint i = 0; i < self->coming->len; i++) {
    SpoolFile *file = g_ptr_array_index (self->coming, i);

    if (!g_hash_table_contains (come->sizes, file->digest))
      g_ptr_array_add (self->puts, file);
  }
  return self->puts->len > 0 ? put (run, self, 0) : take_in (run, self);
}

static SlwDirective *
end_take_in (SlwStepRun *run, const PassOn *self, const SlwResult *last, GError **error)
{
  g_autoptr (Spool) taken = spool_parse (slw_result_get_output (last), error);
  g_autofree char *size = taken != NULL ? g_format_size (spool_sum (taken, self->coming)) : NULL;
  g_autofree char *summary = NULL;

  if (taken == NULL)
    return NULL;
  if (taken->refused > 0)
    slw_step_run_add_note (
        run, "%u packages came with another content than this server's index says; they were removed", taken->refused);
  summary = g_strdup_printf ("%u packages, %s, passed on from %s", g_hash_table_size (taken->sizes), size,
                             slw_step_run_get_param (run, "from"));
  return slw_directive_done (summary);
}

SlwDirective *
pass_on_next (const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  PassOn *self = slw_step_run_get_data (run);
  const char *from = slw_step_run_get_param (run, "from");
  guint stage = slw_step_run_get_stage (run);

  if (from == NULL || *from == '\0')
    return slw_directive_done ("nothing is passed on to this server");
  if (self == NULL) {
    self = g_new0 (PassOn, 1);
    self->coming = g_ptr_array_new ();
    self->puts = g_ptr_array_new ();
    slw_step_run_set_data (run, self, pass_on_free);
  }
  switch (stage) {
  case STAGE_BEGIN:
    return ask_wanted (provider, run, error);
  case STAGE_WANTED:
    return end_wanted (provider, run, self, last, error);
  case STAGE_LOOK:
    return end_look (provider, run, self, last, error);
  case STAGE_STAGING:
    return end_staging (run, self, last, error);
  case STAGE_TAKE_IN:
    return end_take_in (run, self, last, error);
  default:
    stage -= STAGE_PUT;
    return stage + 1 < self->puts->len ? put (run, self, stage + 1) : take_in (run, self);
  }
}
