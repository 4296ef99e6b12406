/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <string.h>

#include "core/cli/slw-ask.h"
#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"
#include "core/cli/slw-take-up.h"

#define MOST_RUNS 100 /* of the history, when no run is named */

static gboolean
is_unfinished (const SlwJournalRun *run)
{
  return g_strcmp0 (run->mode, "run") == 0 && g_strcmp0 (run->outcome, "done") != 0;
}

/* The newest run of the platform that may change something decides: older ones are history. */
static SlwJournalRun *
find_newest (SlwJournal *journal, SlwPlatform *platform, GError **error)
{
  const char *name = slw_platform_get_name (platform);
  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, name, MOST_RUNS, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++) {
    const SlwJournalRun *run = g_ptr_array_index (runs, i);

    if (g_strcmp0 (run->mode, "run") == 0 && g_strcmp0 (run->ceiling, "READ") != 0)
      return slw_journal_find_run (journal, run->id, error);
  }
  if (runs != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "platform %s has no run that could go on", name);
  return NULL;
}

static gboolean
check_run (SlwJournal *journal, const SlwJournalRun *run, SlwPlatform *platform, gboolean steal, GError **error)
{
  if (g_strcmp0 (run->platform, slw_platform_get_name (platform)) != 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "run %s is of platform %s, and this is %s; -p names the other",
                 run->id, run->platform, slw_platform_get_name (platform));
  else if (g_strcmp0 (run->mode, "run") != 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s was a plan; there is nothing to resume", run->id);
  else if (slw_ask_was_aborted (journal, run->id))
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_REFUSED,
        "run %s was aborted and does not go on; `slipway run %s` finds done what is done, and `slipway abort %s` "
        "brings the servers into their safe state that are not",
        run->id, run->pipeline, run->id);
  else if (run->outcome == NULL && !run->abandoned && !steal)
    g_set_error (error, SLW_ERROR, SLW_ERROR_LOCKED,
                 "run %s is still under way; `slipway status -w %s` shows it. When its controller is known to be dead, "
                 "`slipway resume --steal-lock %s` goes on here",
                 run->id, run->id, run->id);
  else
    return TRUE;
  return FALSE;
}

static gboolean
confirm (SlwCliContext *cli, const SlwJournalRun *record, GError **error)
{
  g_autofree char *question
      = g_strdup_printf ("Go on with run %s (%s of platform %s)?", record->id, record->pipeline, record->platform);

  return slw_cli_confirm (cli, question, error);
}

static SlwJournalRun *
find_record (SlwCliContext *cli, const char *id, gboolean steal, GError **error)
{
  g_autoptr (SlwPlatform) platform = slw_cli_load_platform (cli, error);
  g_autoptr (SlwJournal) journal = platform != NULL ? slw_cli_open_journal (cli, error) : NULL;
  g_autoptr (SlwJournalRun) record = NULL;

  if (journal == NULL)
    return NULL;
  record = id != NULL ? slw_journal_find_run (journal, id, error) : find_newest (journal, platform, error);
  return record != NULL && check_run (journal, record, platform, steal, error) ? g_steal_pointer (&record) : NULL;
}

int
slw_cmd_resume (SlwCliContext *cli, int argc, char **argv)
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
  g_autoptr (SlwJournalRun) record = NULL;
  g_autoptr (SlwRun) run = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error)
      || (record = find_record (cli, argc > 1 ? argv[1] : NULL, steal, &error)) == NULL)
    return slw_cli_fail (cli, error);
  if (!is_unfinished (record)) {
    g_print ("run %s has ended well; there is nothing to resume\n", record->id);
    return SLW_EXIT_OK;
  }
  if ((run = slw_take_up_run (cli, record, accept, &error)) == NULL || !confirm (cli, record, &error))
    return slw_cli_fail (cli, error);
  run->steal_lock = steal;
  return slw_pipeline_command_carry_out (cli, run);
}
