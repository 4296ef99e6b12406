/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/engine/slw-runner.h"

G_BEGIN_DECLS

/**
 * slw_pipeline_command_prepare:
 * @cli: the context
 * @argc: count of words
 * @argv: the command, the pipeline, and the servers
 * @sets: (nullable): `KEY=VALUE` texts of `--set`
 * @error: return location
 *
 * What `plan` and `run` have in common: reads the files and makes the run.
 *
 * Returns: (transfer full): the run, or %NULL
 */
SlwRun *slw_pipeline_command_prepare (SlwCliContext *cli, int argc, char **argv, char **sets, GError **error);

/**
 * slw_pipeline_command_execute:
 * @cli: the context
 * @run: the run
 * @error: return location
 *
 * Runs the main loop until the run has ended. Ctrl-C, SIGTERM and SIGHUP detach: the run ends as %SLW_ERROR_CANCELLED, and what it
 * has under way on servers goes on.
 *
 * Returns: whether all succeeded
 */
gboolean slw_pipeline_command_execute (SlwCliContext *cli, SlwRun *run, GError **error);

/**
 * slw_pipeline_command_carry_out:
 * @cli: the context
 * @run: a run that is no plan
 *
 * Executes it and tells what it came to.
 *
 * Returns: the exit status
 */
int slw_pipeline_command_carry_out (SlwCliContext *cli, SlwRun *run);

G_END_DECLS
