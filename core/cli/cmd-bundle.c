/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <string.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"

static SlwRun *
prepare (SlwCliContext *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_commandline_arg (argv[2]);
  g_autofree char *path = g_file_get_path (folder);
  g_autofree char *set = g_strconcat ("folder=", path, NULL);
  char *sets[] = { set, NULL };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (path == NULL || strpbrk (path, "\n\t") != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s is not a folder of this machine", argv[2]);
    return NULL;
  }
  g_ptr_array_add (words, argv[0]);
  g_ptr_array_add (words, (char *) "bundle");
  for (int i = 3; i < argc; i++)
    g_ptr_array_add (words, argv[i]);
  g_ptr_array_add (words, NULL);
  return slw_pipeline_command_prepare (cli, (int) words->len - 1, (char **) words->pdata, sets, error);
}

static void
print_summary (SlwCliContext *cli, SlwRun *run, const char *folder)
{
  if (cli->json) {
    g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.bundle/1");

    slw_cli_add_string (builder, "run", run->id);
    slw_cli_add_string (builder, "folder", folder);
    json_builder_end_object (builder);
    slw_cli_print_json (builder);
  } else if (!cli->json_lines) {
    g_print ("bundle: %s is ready; `slipway run update --bundle %s` uses it where it is carried to.\n", folder, folder);
  }
}

int
slw_cmd_bundle (SlwCliContext *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRun) run = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc < 3 || strcmp (argv[1], "create") != 0) {
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_INVALID,
                         "slipway bundle create FOLDER [SERVER…]: a folder is wanted");
    return slw_cli_fail (cli, error);
  }
  if ((run = prepare (cli, argc, argv, &error)) == NULL || !slw_pipeline_command_execute (cli, run, &error))
    return slw_cli_fail (cli, error);
  print_summary (cli, run, argv[2]);
  return SLW_EXIT_OK;
}
