/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"
#include "core/cli/slw-plan-document.h"

typedef struct {
  char *plan;
  char **sets;
  gboolean download_only;
  char *accept_no_backup;
  char *rate;
  char *bundle;
  gboolean steal_lock;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->plan);
  g_strfreev (options->sets);
  g_free (options->accept_no_backup);
  g_free (options->rate);
  g_free (options->bundle);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Plans once more and compares: what was approved is what is done, or nothing is. */
static gboolean
check_sealed_plan (SlwCliContext *cli, int argc, char **argv, const Options *options, GError **error)
{
  SlwCliContext quiet = *cli;
  g_autoptr (SlwRun) run = slw_pipeline_command_prepare (cli, argc, argv, options->sets, error);
  g_autoptr (SlwPlanDocument) document = NULL;
  g_autoptr (JsonNode) sealed = NULL;

  if (run == NULL)
    return FALSE;
  sealed = slw_plan_document_read (options->plan, slw_pipeline_get_name (run->pipeline),
                                   slw_platform_get_name (run->platform), error);
  if (sealed == NULL)
    return FALSE;
  document = slw_plan_document_new (run);
  run->is_plan = TRUE;
  run->ceiling = SLW_EFFECT_READ;
  quiet.quiet = TRUE;
  if (!slw_pipeline_command_execute (&quiet, run, error))
    return FALSE;
  return slw_plan_document_check (document, options->plan, sealed, slw_pipeline_get_name (run->pipeline), error);
}

/* Options that are settings of the pipeline, so that the step that uses them checks them and the journal has them. */
static void
add_set (Options *options, const char *key, const char *value)
{
  g_autoptr (GStrvBuilder) sets = g_strv_builder_new ();
  g_autofree char *set = g_strconcat (key, "=", value, NULL);

  for (guint i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
    g_strv_builder_add (sets, options->sets[i]);
  g_strv_builder_add (sets, set);
  g_strfreev (options->sets);
  options->sets = g_strv_builder_end (sets);
}

static gboolean
add_bundle (Options *options, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_commandline_arg (options->bundle);
  g_autofree char *path = g_file_get_path (folder);
  g_autofree char *lists = path != NULL ? g_build_filename (path, "lists", NULL) : NULL;

  if (lists == NULL || !g_file_test (lists, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "--bundle %s: is not a folder that `slipway bundle create` made; unpack it first if it is an archive",
                 options->bundle);
    return FALSE;
  }
  add_set (options, "bundle", path);
  return TRUE;
}

static gboolean
add_options (Options *options, GError **error)
{
  if (options->rate != NULL)
    add_set (options, "rate", options->rate);
  if (options->bundle != NULL && !add_bundle (options, error))
    return FALSE;
  if (options->accept_no_backup == NULL)
    return TRUE;
  g_strstrip (options->accept_no_backup);
  if (*options->accept_no_backup == '\0') {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID,
                         "--accept-no-backup wants a reason: who reads the journal asks");
    return FALSE;
  }
  add_set (options, "accept-no-backup", options->accept_no_backup);
  return TRUE;
}

static gboolean
confirm (SlwCliContext *cli, SlwRun *run, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *question = NULL;

  if (run->ceiling == SLW_EFFECT_READ)
    return TRUE; /* nothing can be changed */
  for (guint i = 0; i < run->servers->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            slw_server_get_name (g_ptr_array_index (run->servers, i)));
  question = g_strdup_printf ("Run pipeline %s on %s of platform %s?", slw_pipeline_get_name (run->pipeline),
                              names->str, slw_platform_get_name (run->platform));
  return slw_cli_confirm (cli, question, error);
}

int
slw_cmd_run (SlwCliContext *cli, int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "plan", 0, 0, G_OPTION_ARG_FILENAME, &options.plan, "Do exactly what the sealed plan FILE says", "FILE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, "Set ${set.KEY} of the pipeline", "KEY=VALUE" },
    { "download-only", 0, 0, G_OPTION_ARG_NONE, &options.download_only, "Fill caches, change nothing", NULL },
    { "accept-no-backup", 0, 0, G_OPTION_ARG_STRING, &options.accept_no_backup,
      "Go on without a fresh full backup of the platform, and write down why", "REASON" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &options.rate,
      "Each server fetches at most so much in a second: 500K, 2M, 1G, or no for no limit", "RATE" },
    { "bundle", 0, 0, G_OPTION_ARG_FILENAME, &options.bundle,
      "Update from what `slipway bundle create` made, without the repositories", "FOLDER" },
    { "steal-lock", 0, 0, G_OPTION_ARG_NONE, &options.steal_lock,
      "Take over the locks of a run that is known to be dead", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRun) run = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error) || !add_options (&options, &error)
      || (run = slw_pipeline_command_prepare (cli, argc, argv, options.sets, &error)) == NULL
      || !confirm (cli, run, &error)
      || (options.plan != NULL && !check_sealed_plan (cli, argc, argv, &options, &error)))
    return slw_cli_fail (cli, error);
  run->steal_lock = options.steal_lock;
  if (options.download_only)
    run->ceiling = MIN (run->ceiling, SLW_EFFECT_CACHE);
  return slw_pipeline_command_carry_out (cli, run);
}
