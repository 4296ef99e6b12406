/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-ask.h"
#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"
#include "core/cli/slw-record.h"
#include "core/cli/slw-states.h"
#include "core/cli/slw-take-up.h"
#include "core/engine/slw-requests.h"

/* How it ended, and in which state each server is. */
static int
print (SlwCliContext *cli, SlwJournal *journal, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalReport) report = slw_journal_report_new (journal, id, &error);
  g_autoptr (GString) out = g_string_new (NULL);

  if (report == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json) {
    g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.abort/1");

    slw_record_add_run (builder, report->run);
    slw_states_add (report, builder);
    json_builder_end_object (builder);
    slw_cli_print_json (builder);
  } else {
    g_autofree char *message = slw_record_first_line (report->run->message);

    g_string_append_printf (out, "run %s is %s: %s\n", id, slw_record_get_run_state (report->run), message);
    slw_states_append (report, out);
    g_print ("%s", out->str);
  }
  if (g_strcmp0 (report->run->outcome, "aborted") == 0)
    return slw_states_get_exit_status (report->states);
  return g_strcmp0 (report->run->outcome, "done") == 0 ? SLW_EXIT_OK : SLW_EXIT_FAILED;
}

/* Nobody is there who could be asked: this process does it. */
static gboolean
take_up (SlwCliContext *cli, const SlwJournalRun *record, gboolean accept, gboolean steal, GError **error)
{
  g_autoptr (SlwRun) run = slw_take_up_run (cli, record, accept, error);
  g_autofree char *by = slw_run_dup_operator ();
  g_autoptr (GError) local = NULL;
  gint64 request;

  if (run == NULL)
    return FALSE;
  request = slw_journal_add_request (run->journal, run->id, SLW_REQUEST_ABORT, by, error);
  if (request == 0)
    return FALSE;
  slw_journal_see_request (run->journal, request);
  run->aborted_by = g_steal_pointer (&by);
  run->steal_lock = steal;
  if (slw_pipeline_command_execute (cli, run, &local) || g_error_matches (local, SLW_ERROR, SLW_ERROR_ABORTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
confirm (SlwCliContext *cli, const SlwJournalRun *run, GError **error)
{
  g_autofree char *question = g_strdup_printf ("Abort run %s (%s of platform %s)? It does not go on afterwards.",
                                               run->id, run->pipeline, run->platform);

  return slw_cli_confirm (cli, question, error);
}

static gboolean
end_run (SlwCliContext *cli, SlwJournal *journal, SlwJournalRun **run, gboolean accept, gboolean steal, GError **error)
{
  if (g_strcmp0 ((*run)->outcome, "done") == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "run %s has ended well; there is nothing to abort", (*run)->id);
    return FALSE;
  }
  if (!confirm (cli, *run, error))
    return FALSE;
  if (steal || slw_record_has_ended (*run))
    return take_up (cli, *run, accept, steal, error);
  return slw_ask_run (cli, journal, run, SLW_REQUEST_ABORT, error);
}

/* Aborted, and each server in its safe state. */
static gboolean
is_over (SlwJournal *journal, const SlwJournalRun *run)
{
  g_autoptr (GPtrArray) states = slw_journal_list_states (journal, run->id, NULL);

  return g_strcmp0 (run->outcome, "aborted") == 0 && states != NULL
         && slw_states_get_exit_status (states) == SLW_EXIT_OK;
}

int
slw_cmd_abort (SlwCliContext *cli, int argc, char **argv)
{
  gboolean accept = FALSE;
  gboolean steal = FALSE;
  const GOptionEntry entries[] = {
    { "accept-changes", 0, 0, G_OPTION_ARG_NONE, &accept,
      "Go on although the platform file, the pipeline or a plugin was changed since", NULL },
    { "steal-lock", 0, 0, G_OPTION_ARG_NONE, &steal, "Take over the locks of a run that is known to be dead", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) journal = NULL;
  g_autoptr (SlwJournalRun) run = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc > 2) {
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway abort [RUN]");
    return slw_cli_fail (cli, error);
  }
  if ((journal = slw_cli_open_journal (cli, &error)) == NULL
      || (run = slw_ask_find_run (cli, journal, argv[1], &error)) == NULL
      || (!is_over (journal, run) && !end_run (cli, journal, &run, accept, steal, &error)))
    return slw_cli_fail (cli, error);
  return print (cli, journal, run->id);
}
