/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-run-summary.h"

#include "core/cli/slw-record.h"

#define MOST_PREPARED 20 /* lines of what was prepared */

static gboolean
has_filled_caches (SlwRun *run, const SlwJournalStep *step)
{
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (run->journal, step->id, NULL);

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    if (g_strcmp0 (((const SlwJournalAction *) g_ptr_array_index (actions, i))->effect, "CACHE") == 0)
      return TRUE;
  return FALSE;
}

/* The steps of a run below the ceiling of changes that left something behind for the next one. */
static GPtrArray *
list_prepared (SlwRun *run)
{
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (run->journal, run->id, NULL);
  g_autoptr (GPtrArray) prepared = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_journal_step_free);

  for (guint i = 0; steps != NULL && i < steps->len;) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    if (g_strcmp0 (step->outcome, "done") == 0 && has_filled_caches (run, step))
      g_ptr_array_add (prepared, g_ptr_array_steal_index (steps, i));
    else
      i++;
  }
  return g_steal_pointer (&prepared);
}

static void
print_prepared (SlwRun *run)
{
  g_autoptr (GPtrArray) prepared = list_prepared (run);

  if (run->ceiling == SLW_EFFECT_READ || prepared->len == 0) {
    g_print ("%s: looked at %u server%s; nothing was changed.\n", slw_pipeline_get_name (run->pipeline),
             run->servers->len, run->servers->len == 1 ? "" : "s");
    return;
  }
  g_print ("%s: prepared, nothing was changed; `slipway run %s` does the rest.\n",
           slw_pipeline_get_name (run->pipeline), slw_pipeline_get_name (run->pipeline));
  for (guint i = 0; i < MIN (prepared->len, MOST_PREPARED); i++) {
    const SlwJournalStep *step = g_ptr_array_index (prepared, i);
    g_autofree char *message = slw_record_first_line (step->message);
    g_autofree char *line = g_strdup_printf ("  %-14s %-16s %s", step->server, step->step, message);

    g_print ("%s\n", g_strchomp (line));
  }
  if (prepared->len > MOST_PREPARED)
    g_print ("  … and %u more: `slipway status -v %s`\n", prepared->len - MOST_PREPARED, run->id);
}

static void
print_json_summary (SlwRun *run)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.run/1");
  g_autoptr (GPtrArray) prepared = run->ceiling < SLW_EFFECT_MUTATE ? list_prepared (run) : g_ptr_array_new ();

  slw_cli_add_string (builder, "run", run->id);
  slw_cli_add_string (builder, "outcome", "done");
  slw_cli_add_string (builder, "ceiling", slw_effect_to_string (run->ceiling));
  json_builder_set_member_name (builder, "changes");
  json_builder_add_int_value (builder, run->mutations);
  json_builder_set_member_name (builder, "prepared");
  json_builder_begin_array (builder);
  for (guint i = 0; i < prepared->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (prepared, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", step->server);
    slw_cli_add_string (builder, "step", step->step);
    slw_cli_add_string (builder, "message", step->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

void
slw_run_summary_print (SlwCliContext *cli, SlwRun *run)
{
  if (cli->json) {
    print_json_summary (run);
  } else if (!cli->json_lines && run->ceiling < SLW_EFFECT_MUTATE) {
    print_prepared (run);
  } else if (!cli->json_lines) {
    g_print ("%s: %s; %u change%s on %u server%s. `slipway logs %s` tells what was done.\n",
             slw_pipeline_get_name (run->pipeline), run->mutations == 0 ? "nothing had to be changed" : "done",
             run->mutations, run->mutations == 1 ? "" : "s", run->servers->len, run->servers->len == 1 ? "" : "s",
             run->id);
  }
}
