/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"

#define MOST 20

static void
print_text (GPtrArray *runs)
{
  if (runs->len == 0) {
    g_print ("There is no run yet. `slipway pipelines list` tells what can be run.\n");
    return;
  }
  g_print ("%-20s  %-20s  %6s  %-12s  %-12s  %-4s  %s\n", "RUN", "STARTED", "TOOK", "PLATFORM", "PIPELINE", "MODE",
           "STATE");
  for (guint i = 0; i < runs->len; i++) {
    const SlwJournalRun *run = g_ptr_array_index (runs, i);
    g_autofree char *started = slw_cli_format_time (run->started);
    g_autofree char *took = run->abandoned ? g_strdup ("") : slw_record_format_took (run->started, run->finished);
    g_autofree char *platform = slw_record_first_line (run->platform);
    g_autofree char *pipeline = slw_record_first_line (run->pipeline);
    g_autofree char *message = slw_record_dup_message (run);

    g_print ("%-20s  %-20s  %6s  %-12s  %-12s  %-4s  %s%s%s\n", run->id, started, took, platform, pipeline, run->mode,
             slw_record_get_run_state (run), *message != '\0' ? ": " : "", message);
  }
}

static void
print_json (GPtrArray *runs)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.history/1");

  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < runs->len; i++) {
    json_builder_begin_object (builder);
    slw_record_add_run (builder, g_ptr_array_index (runs, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

/* Of the platform of `-p` only; a platform file that merely lies here does not hide the runs of others. */
static GPtrArray *
list_runs (SlwCliContext *cli, int most, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwJournal) journal = NULL;

  if (cli->platform_path != NULL && (platform = slw_cli_load_platform (cli, error)) == NULL)
    return NULL;
  journal = slw_cli_open_journal (cli, error);
  if (journal == NULL)
    return NULL;
  return slw_journal_list_runs (journal, platform != NULL ? slw_platform_get_name (platform) : NULL, (guint) most,
                                error);
}

int
slw_cmd_history (SlwCliContext *cli, int argc, char **argv)
{
  int most = MOST;
  const GOptionEntry entries[] = {
    { "number", 'n', 0, G_OPTION_ARG_INT, &most, "At most N runs, the newest first; 0: all (default 20)", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc > 1 || most < 0) {
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID,
                 "slipway history [-n N] [-p FILE]; `slipway status RUN` shows one");
    return slw_cli_fail (cli, error);
  }
  if (cli->json_lines) {
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "history has no events; --json prints it as one document");
    return slw_cli_fail (cli, error);
  }
  runs = list_runs (cli, most, &error);
  if (runs == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json)
    print_json (runs);
  else
    print_text (runs);
  return SLW_EXIT_OK;
}
