/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-commands.h"

static const SlwCliCommand commands[] = {
  { "plan", "PIPELINE [SERVER…]", "what would happen, without changing anything", slw_cmd_plan },
  { "run", "PIPELINE [SERVER…]", "carry a pipeline out", slw_cmd_run },
  { "resume", "[RUN]", "go on with a run that was interrupted or failed", slw_cmd_resume },
  { "pause", "[RUN]", "let a run stop after its steps of now; resume goes on", slw_cmd_pause },
  { "abort", "[RUN]", "end a run, with every server in its safe state", slw_cmd_abort },
  { "status", "[-w] [RUN]", "how a run stands, the newest by default", slw_cmd_status },
  { "logs", "[-f] RUN [SERVER[:STEP]]", "what was done in a run, and what came back", slw_cmd_logs },
  { "report", "[--format FORMAT] [RUN]", "what was done, what it changed, and how long services were away",
    slw_cmd_report },
  { "why", "[RUN [SERVER]]", "why a server waits, failed or was skipped, and what to type", slw_cmd_why },
  { "history", "[-n N]", "the runs, newest first", slw_cmd_history },
  { "exec", "[SERVER…] -- COMMAND…", "one command on every server", slw_cmd_exec },
  { "servers", "list|facts|trust [SERVER…]", "the servers of the platform", slw_cmd_servers },
  { "backups", "list|show|diff|restore …", "what is kept of the servers' configuration", slw_cmd_backups },
  { "bundle", "create FOLDER [SERVER…]", "an update in a folder, for servers without a repository", slw_cmd_bundle },
  { "plugins", "list|show [NAME]", "what is installed, and its settings", slw_cmd_plugins },
  { "pipelines", "list|show [NAME]", "what can be run", slw_cmd_pipelines },
  { "completion", "bash|zsh|fish", "a script for the shell", slw_cmd_completion },
  { "version", "", "the version", slw_cmd_version },
  { NULL },
};

const SlwCliCommand *
slw_commands_get (void)
{
  return commands;
}
