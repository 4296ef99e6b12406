/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static int
list (SlwCliContext *cli, SlwRegistry *registry)
{
  g_autoptr (GPtrArray) paths = slw_registry_list_pipelines (registry);
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.pipelines/1");

  json_builder_set_member_name (builder, "pipelines");
  json_builder_begin_array (builder);
  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwPipeline) pipeline = slw_pipeline_load (g_ptr_array_index (paths, i), &error);

    if (pipeline == NULL)
      return slw_cli_fail (cli, error);
    if (!cli->json)
      g_print ("%-18s %s\n", slw_pipeline_get_name (pipeline), or_empty (slw_pipeline_get_description (pipeline)));
    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "name", slw_pipeline_get_name (pipeline));
    slw_cli_add_string (builder, "description", slw_pipeline_get_description (pipeline));
    slw_cli_add_string (builder, "path", g_ptr_array_index (paths, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
  return SLW_EXIT_OK;
}

static char *
join (char **words, const char *separator)
{
  return words != NULL ? g_strjoinv (separator, words) : g_strdup ("");
}

static void
show_text (SlwPipeline *pipeline)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);

  g_print ("%s: %s\n", slw_pipeline_get_name (pipeline), or_empty (slw_pipeline_get_description (pipeline)));
  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);
    g_autofree char *roles = join (step->roles, ", ");
    g_autofree char *except = join (step->except, ", ");
    g_autofree char *after = join (step->after, ", ");

    g_print ("%2u. %-14s %-20s on %s%s%s%s%s%s%s%s%s\n", i + 1, step->name, step->kind,
             *roles != '\0' ? roles : "all servers", *except != '\0' ? " but " : "", except,
             step->once ? " (once)" : "", *after != '\0' ? "; after " : "", after,
             step->on_abort ? ", when the run is aborted" : "", step->description != NULL ? "\n    " : "",
             or_empty (step->description));
  }
}

static void
show_json (SlwPipeline *pipeline)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.pipeline/1");

  slw_cli_add_string (builder, "name", slw_pipeline_get_name (pipeline));
  slw_cli_add_string (builder, "description", slw_pipeline_get_description (pipeline));
  slw_cli_add_string (builder, "ceiling", slw_effect_to_string (slw_pipeline_get_ceiling (pipeline)));
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);
    g_autofree char *roles = join (step->roles, " ");
    g_autofree char *except = join (step->except, " ");
    g_autofree char *after = join (step->after, " ");

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "name", step->name);
    slw_cli_add_string (builder, "kind", step->kind);
    slw_cli_add_string (builder, "description", step->description);
    slw_cli_add_string (builder, "roles", roles);
    slw_cli_add_string (builder, "except-roles", except);
    slw_cli_add_string (builder, "after", after);
    slw_cli_add_string (builder, "when", step->on_abort ? "abort" : "run");
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static int
show (SlwCliContext *cli, SlwRegistry *registry, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline = slw_cli_load_pipeline (registry, name, &error);

  if (pipeline == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json)
    show_json (pipeline);
  else
    show_text (pipeline);
  return SLW_EXIT_OK;
}

int
slw_cmd_pipelines (SlwCliContext *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRegistry) registry = NULL;

  if (!slw_cli_parse (cli, NULL, &argc, &argv, &error)
      || (registry = slw_cli_load_registry (cli, NULL, &error)) == NULL)
    return slw_cli_fail (cli, error);
  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list (cli, registry);
  if (argc == 3 && g_str_equal (argv[1], "show"))
    return show (cli, registry, argv[2]);
  g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway pipelines list, or slipway pipelines show NAME");
  return slw_cli_fail (cli, error);
}
