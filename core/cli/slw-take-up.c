/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-take-up.h"

#include <slipway/slw-error.h>

#include "core/cli/slw-pipeline-command.h"
#include "core/engine/slw-run-options.h"

/* The words of the command line that it was started with. */
static SlwRun *
make_run (SlwCliContext *cli, const SlwJournalRun *record, const SlwRunOptions *options, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (SlwRun) run = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_ptr_array_add (words, (gpointer) cli->program);
  g_ptr_array_add (words, options->pipeline);
  for (gsize i = 0; options->servers[i] != NULL; i++)
    g_ptr_array_add (words, options->servers[i]);
  g_ptr_array_add (words, NULL);
  run = slw_pipeline_command_prepare (cli, (int) words->len - 1, (char **) words->pdata, NULL, error);
  if (run == NULL)
    return NULL;
  if (cli->jobs == 0)
    run->jobs = options->jobs;
  g_hash_table_iter_init (&iter, options->sets);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (run->sets, g_strdup (key), g_strdup (value));
  run->ceiling = options->ceiling;
  return slw_run_take_up (run, record->id, error) ? g_steal_pointer (&run) : NULL;
}

static gboolean
check_changes (const SlwJournalRun *record, const SlwRunOptions *options, SlwRun *run, gboolean accept, GError **error)
{
  g_autofree char *changes = slw_run_options_list_changes (options, run);

  if (changes == NULL || accept)
    return TRUE;
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_STALE,
      "since run %s was started, something has changed: %s. Nothing was done. --accept-changes goes on all the "
      "same; `slipway run %s` begins anew, and finds done what is done",
      record->id, changes, record->pipeline);
  return FALSE;
}

SlwRun *
slw_take_up_run (SlwCliContext *cli, const SlwJournalRun *record, gboolean accept_changes, GError **error)
{
  g_autoptr (SlwRunOptions) options = slw_run_options_parse (record->options, error);
  g_autoptr (SlwRun) run = NULL;

  if (options == NULL) {
    g_prefix_error (error, "run %s cannot be taken up (`slipway run %s` finds done what is done): ", record->id,
                    record->pipeline);
    return NULL;
  }
  run = make_run (cli, record, options, error);
  return run != NULL && check_changes (record, options, run, accept_changes, error) ? g_steal_pointer (&run) : NULL;
}
