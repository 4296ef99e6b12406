/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-ask.h"
#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"
#include "core/engine/slw-requests.h"

static gboolean
is_paused (const SlwJournalRun *run)
{
  return g_strcmp0 (run->outcome, "paused") == 0;
}

static gboolean
check (SlwJournal *journal, const SlwJournalRun *run, GError **error)
{
  if (run->abandoned)
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "run %s stands still already, because its process is gone; `slipway resume %s` goes on", run->id,
                 run->id);
  else if (run->outcome != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "run %s has ended: %s; there is nothing to pause", run->id,
                 run->outcome);
  else if (slw_ask_was_aborted (journal, run->id))
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "run %s is being aborted; `slipway status -w %s` shows it",
                 run->id, run->id);
  else
    return TRUE;
  return FALSE;
}

static void
print (SlwCliContext *cli, const SlwJournalRun *run)
{
  g_autofree char *message = slw_record_first_line (run->message);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json) {
    g_print ("run %s is %s%s%s\n", run->id, slw_record_get_run_state (run), *message != '\0' ? ": " : "", message);
    return;
  }
  builder = slw_cli_begin_document ("slipway.pause/1");
  slw_record_add_run (builder, run);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

int
slw_cmd_pause (SlwCliContext *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) journal = NULL;
  g_autoptr (SlwJournalRun) run = NULL;

  if (!slw_cli_parse (cli, NULL, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc > 2) {
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway pause [RUN]");
    return slw_cli_fail (cli, error);
  }
  if ((journal = slw_cli_open_journal (cli, &error)) == NULL
      || (run = slw_ask_find_run (cli, journal, argv[1], &error)) == NULL
      || (!is_paused (run)
          && (!check (journal, run, &error) || !slw_ask_run (cli, journal, &run, SLW_REQUEST_PAUSE, &error))))
    return slw_cli_fail (cli, error);
  print (cli, run);
  return is_paused (run) || g_strcmp0 (run->outcome, "done") == 0 ? SLW_EXIT_OK : SLW_EXIT_FAILED;
}
