/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "collect.h"

#include <string.h>

#include "spool.h"

/* Parameters: `files` (output of packages.download on this server), `folder` (of the controller), `when` (no: nothing is done).
 * Brings what this server has fetched to the controller, for others that want the same. No outputs. */

#define SPARE (256 * 1024 * 1024) /* bytes that stay free on the controller */

enum { STAGE_BEGIN, STAGE_LOOK, STAGE_SIZES, STAGE_CHECK, STAGE_FETCH };

typedef struct {
  GPtrArray *files;   /* SpoolFile */
  GPtrArray *missing; /* those that the controller has not; not owned */
  guint64 space;
  Spool *sizes; /* of the server */
} Collect;

static void
collect_free (gpointer data)
{
  Collect *self = data;

  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->missing);
  g_clear_pointer (&self->sizes, spool_free);
  g_free (self);
}

static Collect *
begin (SlwStepRun *run)
{
  g_auto (GStrv) words = slw_step_run_dup_param_list (run, "files");
  Collect *self = g_new0 (Collect, 1);

  self->files = spool_read_files ((const char *const *) words);
  self->missing = g_ptr_array_new ();
  slw_step_run_set_data (run, self, collect_free);
  return self;
}

static SlwDirective *
look (SlwStepRun *run, const Collect *self, guint stage)
{
  slw_step_run_set_stage (run, stage);
  return slw_directive_act (spool_new_look (SLW_EFFECT_CACHE, slw_step_run_get_param (run, "folder"), self->files));
}

static SlwDirective *
ask_sizes (SlwStepRun *run, const Collect *self)
{
  static const char script[] = "while read -r digest path; do [ ! -f \"$path\" ] || "
                               "echo \"D $digest $(stat -c %s -- \"$path\")\"; done; echo 'X end 0'";
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, "look how large the packages are", script, NULL);

  spool_set_lines (action, self->missing, TRUE);
  slw_step_run_set_stage (run, STAGE_SIZES);
  return slw_directive_act (action);
}

static SlwDirective *
end_look (SlwStepRun *run, Collect *self, const SlwResult *last, GError **error)
{
  g_autoptr (Spool) there = spool_parse (slw_result_get_output (last), error);

  if (there == NULL)
    return NULL;
  for (guint i = 0; i < self->files->len; i++) {
    SpoolFile *file = g_ptr_array_index (self->files, i);

    if (!g_hash_table_contains (there->sizes, file->digest))
      g_ptr_array_add (self->missing, file);
  }
  self->space = there->space;
  return self->missing->len > 0 ? ask_sizes (run, self)
                                : slw_directive_done ("the controller has all packages already");
}

/* One after the other: the name is there when the content is. What the server says of a size is the most that is taken. */
static SlwDirective *
fetch (SlwStepRun *run, const Collect *self, guint number)
{
  const SpoolFile *file = g_ptr_array_index (self->missing, number);
  const char *const argv[] = { "cat", "--", file->path, NULL };
  const guint64 *size = g_hash_table_lookup (self->sizes->sizes, file->digest);
  g_autofree char *path = g_build_filename (slw_step_run_get_param (run, "folder"), file->digest, NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_CACHE, "bring a package to the controller", argv);

  slw_action_set_output_file (action, destination, size != NULL ? *size : 0);
  slw_action_set_timeout (action, 0);
  slw_step_run_set_progress (run, 100.0 * number / self->missing->len, strrchr (file->path, '/') + 1);
  slw_step_run_set_stage (run, STAGE_FETCH + number);
  return slw_directive_act (action);
}

static SlwDirective *
end_sizes (SlwStepRun *run, Collect *self, const SlwResult *last, GError **error)
{
  guint64 sum;

  self->sizes = spool_parse (slw_result_get_output (last), error);
  if (self->sizes == NULL)
    return NULL;
  sum = spool_sum (self->sizes, self->missing);
  if (sum + SPARE > self->space) {
    g_autofree char *wanted = g_format_size (sum);
    g_autofree char *free = g_format_size (self->space);

    slw_step_run_add_note (
        run, "the controller has %s left, too little for %s of packages: each server fetches its own", free, wanted);
    return slw_directive_done ("nothing is passed on: the controller has too little space");
  }
  return fetch (run, self, 0);
}

static SlwDirective *
end_check (SlwStepRun *run, const Collect *self, const SlwResult *last, GError **error)
{
  g_autoptr (Spool) there = spool_parse (slw_result_get_output (last), error);
  g_autofree char *size = there != NULL ? g_format_size (spool_sum (there, self->missing)) : NULL;
  g_autofree char *summary = NULL;
  guint lost = 0;

  if (there == NULL)
    return NULL;
  for (guint i = 0; i < self->missing->len; i++)
    lost += !g_hash_table_contains (there->sizes, ((SpoolFile *) g_ptr_array_index (self->missing, i))->digest);
  if (lost > 0)
    slw_step_run_add_note (run, "%u packages did not come as they were announced, and are not passed on", lost);
  summary
      = g_strdup_printf ("%u packages, %s, brought to the controller for the others", self->missing->len - lost, size);
  return slw_directive_done (summary);
}

SlwDirective *
collect_next (const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Collect *self = slw_step_run_get_data (run);
  const char *folder = slw_step_run_get_param (run, "folder");
  guint stage = slw_step_run_get_stage (run);

  if (folder == NULL || *folder == '\0' || g_strcmp0 (slw_step_run_get_param (run, "when"), "no") == 0)
    return slw_directive_done ("not by this server");
  if (self == NULL)
    self = begin (run);
  if (self->files->len == 0)
    return slw_directive_done ("nothing was fetched");
  switch (stage) {
  case STAGE_BEGIN:
    return look (run, self, STAGE_LOOK);
  case STAGE_LOOK:
    return end_look (run, self, last, error);
  case STAGE_SIZES:
    return end_sizes (run, self, last, error);
  case STAGE_CHECK:
    return end_check (run, self, last, error);
  default:
    stage -= STAGE_FETCH;
    return stage + 1 < self->missing->len ? fetch (run, self, stage + 1) : look (run, self, STAGE_CHECK);
  }
}
