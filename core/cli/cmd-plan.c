/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"
#include "core/cli/slw-plan-document.h"

static JsonBuilder *
build_document (SlwPlanDocument *document)
{
  JsonBuilder *builder = slw_cli_begin_document ("slipway.plan/1");

  slw_plan_document_add_json (document, builder);
  json_builder_end_object (builder);
  return builder;
}

static gboolean
seal (SlwPlanDocument *document, const char *path, GError **error)
{
  g_autoptr (JsonBuilder) builder = build_document (document);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autoptr (GError) local = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  if (json_generator_to_file (generator, path, &local))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "-o %s: %s", path, local->message);
  return FALSE;
}

static void
print (SlwCliContext *cli, SlwPlanDocument *document)
{
  g_autofree char *text = NULL;

  if (cli->json) {
    g_autoptr (JsonBuilder) builder = build_document (document);

    slw_cli_print_json (builder);
  } else if (!cli->json_lines) {
    text = slw_plan_document_to_text (document);
    g_print ("%s", text);
  }
}

/* The plan itself is the result; events are shown with -v or --json-lines only. */
static gboolean
make_plan (SlwCliContext *cli, SlwRun *run, GError **error)
{
  SlwCliContext quiet = *cli;

  run->is_plan = TRUE;
  run->ceiling = SLW_EFFECT_READ;
  quiet.quiet = cli->verbose == 0;
  return slw_pipeline_command_execute (&quiet, run, error);
}

int
slw_cmd_plan (SlwCliContext *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) sets = NULL;
  gboolean exit_code = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Seal the plan into FILE, for `run --plan`", "FILE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sets, "Set ${set.KEY} of the pipeline", "KEY=VALUE" },
    { "exit-code", 0, 0, G_OPTION_ARG_NONE, &exit_code, "End with status 10 when there is something to change", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRun) run = NULL;
  g_autoptr (SlwPlanDocument) document = NULL;
  gboolean good;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error)
      || (run = slw_pipeline_command_prepare (cli, argc, argv, sets, &error)) == NULL)
    return slw_cli_fail (cli, error);
  document = slw_plan_document_new (run);
  good = make_plan (cli, run, &error);
  if (good || !cli->json)
    print (cli, document);
  if (!good || (output != NULL && !seal (document, output, &error)))
    return slw_cli_fail (cli, error);
  return exit_code && run->mutations > 0 ? SLW_EXIT_CHANGES : SLW_EXIT_OK;
}
