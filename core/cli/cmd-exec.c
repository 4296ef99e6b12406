/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/slw-commands.h"
#include "core/engine/slw-dispatcher.h"
#include "core/engine/slw-fanout.h"
#include "core/engine/slw-run.h"
#include "core/model/slw-platform-file.h"

#define DEFAULT_JOBS 50
#define OUTPUT_LIMIT (256 * 1024) /* bytes of each server */

typedef struct {
  SlwCliContext *cli;
  SlwDispatcher *dispatcher;
  SlwAction *action;
  GMainLoop *loop;
  JsonBuilder *builder; /* with --json */
  guint failed;
  guint unreachable;
  guint good;
} Exec;

typedef struct {
  Exec *exec;
  SlwFanout *fanout;
  SlwServer *server;
} Call;

/* A command of one word is a line for sh, as with ssh; several words are the command as they stand. */
static SlwAction *
make_action (char **words, gboolean as_root)
{
  const char *line[] = { "sh", "-c", words[0], NULL };
  SlwAction *action
      = slw_action_new_exec (SLW_EFFECT_MUTATE, "exec", words[1] == NULL ? line : (const char *const *) words);

  if (!as_root)
    slw_action_set_unprivileged (action);
  slw_action_set_output_limit (action, OUTPUT_LIMIT);
  slw_action_set_timeout (action, 0);
  return action;
}

static void
print_text (const char *text)
{
  g_autofree char *safe = slw_run_make_safe (text);
  gsize length = strlen (safe);

  if (length == 0)
    return;
  fputs (safe, stdout);
  if (safe[length - 1] != '\n')
    fputc ('\n', stdout);
}

static void
report_json (Exec *exec, SlwServer *server, SlwResult *result, const char *message)
{
  g_autofree char *output = result != NULL ? slw_run_make_safe (slw_result_get_output (result)) : NULL;
  g_autofree char *errors = result != NULL ? slw_run_make_safe (slw_result_get_errors (result)) : NULL;

  json_builder_begin_object (exec->builder);
  slw_cli_add_string (exec->builder, "server", slw_server_get_name (server));
  json_builder_set_member_name (exec->builder, "status");
  if (result != NULL)
    json_builder_add_int_value (exec->builder, slw_result_get_status (result));
  else
    json_builder_add_null_value (exec->builder);
  slw_cli_add_string (exec->builder, "stdout", output);
  slw_cli_add_string (exec->builder, "stderr", errors);
  slw_cli_add_string (exec->builder, "error", message);
  json_builder_end_object (exec->builder);
}

static void
report_text (Exec *exec, SlwServer *server, SlwResult *result, const char *message)
{
  const char *name = slw_server_get_name (server);

  if (result == NULL) {
    g_printerr ("%s: %s\n", name, message);
    return;
  }
  if (exec->cli->quiet)
    return;
  printf ("== %s (status %d)\n", name, slw_result_get_status (result));
  print_text (slw_result_get_output (result));
  print_text (slw_result_get_errors (result));
}

static void
on_answer (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autofree Call *call = user_data;
  Exec *exec = call->exec;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);
  g_autofree char *message = error != NULL ? slw_run_make_safe (error->message) : NULL;

  slw_dispatcher_drop (exec->dispatcher, call->server);
  if (result == NULL)
    exec->unreachable++;
  else if (slw_result_get_status (result) != 0)
    exec->failed++;
  else
    exec->good++;
  if (exec->builder != NULL)
    report_json (exec, call->server, result, message);
  else
    report_text (exec, call->server, result, message);
  slw_fanout_done (call->fanout);
}

static void
begin (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Exec *exec = user_data;
  Call *call = g_new0 (Call, 1);

  call->exec = exec;
  call->fanout = fanout;
  call->server = server;
  slw_dispatcher_send_async (exec->dispatcher, exec->action, server, NULL, NULL, NULL, NULL, on_answer, call);
}

static void
on_finished (gpointer user_data)
{
  Exec *exec = user_data;

  g_main_loop_quit (exec->loop);
}

static int
finish (Exec *exec)
{
  if (exec->builder != NULL) {
    json_builder_end_array (exec->builder);
    json_builder_end_object (exec->builder);
    slw_cli_print_json (exec->builder);
  } else if (!exec->cli->quiet) {
    g_printerr ("%u good, %u failed, %u unreachable\n", exec->good, exec->failed, exec->unreachable);
  }
  if (exec->failed > 0)
    return SLW_EXIT_FAILED;
  return exec->unreachable > 0 ? SLW_EXIT_UNREACHABLE : SLW_EXIT_OK;
}

static int
execute (SlwCliContext *cli, SlwPlatform *platform, GPtrArray *servers, gboolean as_root)
{
  g_autoptr (SlwDispatcher) dispatcher = slw_dispatcher_new (platform);
  g_autoptr (SlwAction) action = make_action (cli->tail, as_root);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (JsonBuilder) builder = NULL;
  Exec exec = { .cli = cli, .dispatcher = dispatcher, .action = action, .loop = loop };

  if (cli->json) {
    exec.builder = builder = slw_cli_begin_document ("slipway.exec/1");
    json_builder_set_member_name (builder, "servers");
    json_builder_begin_array (builder);
  }
  slw_fanout_start (servers, cli->jobs > 0 ? (guint) cli->jobs : DEFAULT_JOBS, begin, on_finished, &exec);
  g_main_loop_run (loop);
  return finish (&exec);
}

int
slw_cmd_exec (SlwCliContext *cli, int argc, char **argv)
{
  gboolean sudo = FALSE;
  const GOptionEntry entries[] = {
    { "sudo", 0, 0, G_OPTION_ARG_NONE, &sudo, "As root, by sudo where the user who logs in is not root", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (GPtrArray) servers = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (cli->tail == NULL || cli->tail[0] == NULL) {
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "which command? slipway exec [SERVER…] -- COMMAND…");
    return slw_cli_fail (cli, error);
  }
  if ((platform = slw_cli_load_platform (cli, &error)) == NULL
      || (servers = slw_cli_select_servers (platform, argv + 1, &error)) == NULL
      || !slw_platform_file_unlock_all (platform, servers, &error))
    return slw_cli_fail (cli, error);
  return execute (cli, platform, servers, sudo);
}
