/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-pipeline-command.h"

#include <slipway/slw-error.h>

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "core/cli/slw-run-summary.h"
#include "core/cli/slw-view.h"
#include "core/model/slw-platform-file.h"

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
  GCancellable *cancellable;
  GAsyncResult *result;
  gboolean interrupted;
} Execution;

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Execution *execution = user_data;

  execution->result = g_object_ref (result);
  g_main_loop_quit (execution->loop);
}

/* No package manager is ever killed by the first Ctrl-C: it only keeps new steps from starting. */
static gboolean
on_interrupt (gpointer user_data)
{
  Execution *execution = user_data;

  if (execution->interrupted) {
    g_printerr ("\nslipway: letting go of what is under way; `slipway resume` finds again what goes on there\n");
    g_cancellable_cancel (execution->cancellable);
  } else {
    g_printerr ("\nslipway: nothing new is started; waiting for what is under way (once more lets go of it)\n");
    slw_runner_stop (execution->runner, "interrupted by the operator");
  }
  execution->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

/* The operator's own link broke. It may come twice, from the shell and from the terminal, and never cancels. */
static gboolean
on_hang_up (gpointer user_data)
{
  Execution *execution = user_data;

  g_printerr ("\nslipway: the terminal is gone: nothing new is started; waiting for what is under way\n");
  slw_runner_stop (execution->runner, "the operator's terminal went away");
  return G_SOURCE_CONTINUE;
}

gboolean
slw_pipeline_command_execute (SlwCliContext *cli, SlwRun *run, GError **error)
{
  g_autoptr (SlwRunner) runner = slw_runner_new (run);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Execution execution = { .runner = runner, .loop = loop, .cancellable = cancellable };
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, &execution);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, &execution);
  guint hang_up = g_unix_signal_add (SIGHUP, on_hang_up, &execution);
  SlwView *view = slw_view_new (cli, run);
  gboolean good;

  slw_runner_run_async (runner, cancellable, on_run, &execution);
  g_main_loop_run (loop);
  good = slw_runner_run_finish (runner, execution.result, error);
  g_object_unref (execution.result);
  slw_view_free (view);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_source_remove (hang_up);
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
