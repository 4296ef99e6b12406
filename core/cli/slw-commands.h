/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * SlwCliCommand:
 * @name: the word that is typed
 * @usage: what follows it
 * @summary: what it is for, in one line
 * @run: does it; `argv[0]` is the name; returns the exit status
 */
typedef struct {
  const char *name;
  const char *usage;
  const char *summary;
  int (*run) (SlwCliContext *cli, int argc, char **argv);
} SlwCliCommand;

/**
 * slw_commands_get:
 *
 * Returns: (transfer none): all commands; the last has no name
 */
const SlwCliCommand *slw_commands_get (void);

/* The commands; each returns the exit status. */
int slw_cmd_abort (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_backups (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_bundle (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_completion (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_exec (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_history (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_logs (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_pause (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_pipelines (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_plan (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_plugins (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_report (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_resume (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_run (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_servers (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_status (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_version (SlwCliContext *cli, int argc, char **argv);
int slw_cmd_why (SlwCliContext *cli, int argc, char **argv);

G_END_DECLS
