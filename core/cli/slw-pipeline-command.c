/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-pipeline-command.h"

#include <slipway/slw-error.h>

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "core/base/slw-blame-private.h"
#include "core/cli/slw-run-summary.h"
#include "core/cli/slw-view.h"
#include "core/cli/slw-watchdog.h"
#include "core/model/slw-platform-file.h"

#define MOST_DETACH_MSEC 700

static gboolean
add_sets (SlwRun *run, char **sets, GError **error)
{
  for (guint i = 0; sets != NULL && sets[i] != NULL; i++) {
    const char *equals = strchr (sets[i], '=');

    if (equals == NULL || equals == sets[i]) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "--set %s: is not KEY=VALUE", sets[i]);
      return FALSE;
    }
    g_hash_table_replace (run->sets, g_strndup (sets[i], equals - sets[i]), g_strdup (equals + 1));
  }
  return TRUE;
}

/* Now, while the terminal is free: later a table may be on it. */
static gboolean
ask_secrets (SlwPlatform *platform, SlwRegistry *registry, SlwPipeline *pipeline, GPtrArray *servers, GError **error)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();

  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (kinds, ((SlwPipelineStep *) g_ptr_array_index (steps, i))->kind);
  g_ptr_array_add (kinds, NULL);
  return slw_platform_file_unlock_all (platform, servers, error)
         && slw_registry_ask_secrets (registry, (const char *const *) kinds->pdata, error);
}

SlwRun *
slw_pipeline_command_prepare (SlwCliContext *cli, int argc, char **argv, char **sets, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwRegistry) registry = NULL;
  g_autoptr (SlwPipeline) pipeline = NULL;
  g_autoptr (SlwJournal) journal = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (SlwRun) run = NULL;

  if (argc < 2) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "which pipeline? `slipway pipelines list` names them, then: slipway %s PIPELINE", argv[0]);
    return NULL;
  }
  if ((platform = slw_cli_load_platform (cli, error)) == NULL
      || (registry = slw_cli_load_registry (cli, platform, error)) == NULL
      || (pipeline = slw_cli_load_pipeline (registry, argv[1], error)) == NULL
      || (servers = slw_cli_select_servers (platform, argv + 2, error)) == NULL
      || !ask_secrets (platform, registry, pipeline, servers, error)
      || (journal = slw_cli_open_journal (cli, error)) == NULL)
    return NULL;
  run = slw_run_new (platform, servers, pipeline, registry, journal);
  if (cli->jobs > 0)
    run->jobs = cli->jobs;
  return add_sets (run, sets, error) ? g_steal_pointer (&run) : NULL;
}

typedef struct {
  SlwRunner *runner;
  GMainLoop *loop;
  GAsyncResult *result;
  guint signals[3];
  guint patience; /* source: how long the end may take that was asked for */
} Execution;

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Execution *execution = user_data;

  execution->result = g_object_ref (result);
  g_main_loop_quit (execution->loop);
}

static gboolean
on_impatient (gpointer user_data)
{
  Execution *execution = user_data;

  execution->patience = 0;
  g_main_loop_quit (execution->loop);
  return G_SOURCE_REMOVE;
}

/* Ctrl-C, a terminal that goes away: the program goes, and what it has under way on servers goes on without it. */
static gboolean
on_signal (gpointer user_data)
{
  Execution *execution = user_data;

  slw_runner_detach (execution->runner);
  if (execution->patience == 0) /* a journal that somebody else keeps locked says “interrupted” instead */
    execution->patience = g_timeout_add (MOST_DETACH_MSEC, on_impatient, execution);
  return G_SOURCE_CONTINUE;
}

/* One that was ignored when the program started, as under nohup, stays so. */
static guint
catch_signal (int number, Execution *execution)
{
  struct sigaction before;

  if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return 0;
  return g_unix_signal_add (number, on_signal, execution);
}

static void
release_signals (Execution *execution)
{
  for (guint i = 0; i < G_N_ELEMENTS (execution->signals); i++)
    if (execution->signals[i] != 0)
      g_source_remove (execution->signals[i]);
  if (execution->patience != 0)
    g_source_remove (execution->patience);
}

/* Who goes on with a run that crashed begins with a clean slate. */
static void
expect_crashes (SlwRun *run)
{
  g_autofree char *note = slw_cli_dup_crash_note (run->id);

  g_unlink (note);
  slw_blame_install (run->id, note);
}

gboolean
slw_pipeline_command_execute (SlwCliContext *cli, SlwRun *run, GError **error)
{
  g_autoptr (SlwRunner) runner = slw_runner_new (run);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Execution execution = { .runner = runner, .loop = loop };
  SlwWatchdog *watchdog;
  SlwView *view;
  gboolean good = FALSE;

  execution.signals[0] = catch_signal (SIGINT, &execution);
  execution.signals[1] = catch_signal (SIGTERM, &execution);
  execution.signals[2] = catch_signal (SIGHUP, &execution);
  expect_crashes (run);
  watchdog = slw_watchdog_new (NULL);
  view = slw_view_new (cli, run);
  slw_runner_run_async (runner, NULL, on_run, &execution);
  g_main_loop_run (loop);
  slw_watchdog_free (watchdog);
  release_signals (&execution);
  if (execution.result != NULL)
    good = slw_runner_run_finish (runner, execution.result, error);
  else
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_CANCELLED, "interrupted");
  g_clear_object (&execution.result);
  slw_view_free (view);
  return good;
}

int
slw_pipeline_command_carry_out (SlwCliContext *cli, SlwRun *run)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (slw_pipeline_command_execute (cli, run, &error)) {
    slw_run_summary_print (cli, run);
    return SLW_EXIT_OK;
  }
  status = slw_cli_fail (cli, error);
  g_printerr ("slipway: `slipway logs %s` tells what was done\n", run->id);
  return status;
}
