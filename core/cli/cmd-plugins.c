/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"

static void
add_strv (JsonBuilder *builder, const char *name, char **values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_manifest (JsonBuilder *builder, const SlwManifest *manifest)
{
  slw_cli_add_string (builder, "id", manifest->id);
  slw_cli_add_string (builder, "version", manifest->version);
  slw_cli_add_string (builder, "description", manifest->description);
  slw_cli_add_string (builder, "manifest", manifest->path);
  add_strv (builder, "kinds", manifest->kinds);
  add_strv (builder, "roles", manifest->roles);
}

static void
list_json (GPtrArray *manifests)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.plugins/1");

  json_builder_set_member_name (builder, "plugins");
  json_builder_begin_array (builder);
  for (guint i = 0; i < manifests->len; i++) {
    json_builder_begin_object (builder);
    add_manifest (builder, g_ptr_array_index (manifests, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static int
list (SlwCliContext *cli, SlwRegistry *registry)
{
  GPtrArray *manifests = slw_registry_get_manifests (registry);

  if (cli->json) {
    list_json (manifests);
    return SLW_EXIT_OK;
  }
  for (guint i = 0; i < manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (manifests, i);

    g_print ("%-22s %-8s %s\n", manifest->id, manifest->version,
             manifest->description != NULL ? manifest->description : "");
  }
  return SLW_EXIT_OK;
}

static char *
describe_default (GParamSpec *spec)
{
  const GValue *value = g_param_spec_get_default_value (spec);

  if (G_VALUE_HOLDS_STRING (value))
    return g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
  if (G_VALUE_HOLDS_BOXED (value) || G_VALUE_HOLDS_OBJECT (value))
    return g_strdup ("");
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_strdup (g_value_get_boolean (value) ? "true" : "false");
  return g_strdup_value_contents (value);
}

static const char *
describe_type (GParamSpec *spec)
{
  if (g_type_is_a (spec->value_type, SLW_TYPE_SECRET))
    return "secret (file:, env:, command: or prompt)";
  if (g_type_is_a (spec->value_type, G_TYPE_STRV))
    return "list";
  if (g_type_is_a (spec->value_type, G_TYPE_BYTES))
    return "file";
  switch (G_TYPE_FUNDAMENTAL (spec->value_type)) {
  case G_TYPE_BOOLEAN:
    return "true or false";
  case G_TYPE_INT:
  case G_TYPE_UINT:
  case G_TYPE_INT64:
  case G_TYPE_UINT64:
    return "number";
  case G_TYPE_STRING:
    return "text";
  default:
    return g_type_name (spec->value_type);
  }
}

static const SlwManifest *
find_manifest (SlwRegistry *registry, const char *id)
{
  GPtrArray *manifests = slw_registry_get_manifests (registry);

  for (guint i = 0; i < manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (manifests, i);

    if (g_str_equal (manifest->id, id))
      return manifest;
  }
  return NULL;
}

static void
show_json (const SlwManifest *manifest, GPtrArray *specs)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.plugin/1");

  add_manifest (builder, manifest);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < specs->len; i++) {
    GParamSpec *spec = g_ptr_array_index (specs, i);
    g_autofree char *fallback = describe_default (spec);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "name", spec->name);
    slw_cli_add_string (builder, "type", describe_type (spec));
    slw_cli_add_string (builder, "default", fallback);
    slw_cli_add_string (builder, "description", g_param_spec_get_blurb (spec));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static void
show_text (const SlwManifest *manifest, GPtrArray *specs)
{
  g_autofree char *kinds = g_strjoinv (" ", manifest->kinds);
  g_autofree char *roles = manifest->roles != NULL ? g_strjoinv (" ", manifest->roles) : g_strdup ("");

  g_print ("%s %s: %s\nmanifest  %s\nmodule    %s\nkinds     %s\n", manifest->id, manifest->version,
           manifest->description != NULL ? manifest->description : "", manifest->path, manifest->module, kinds);
  if (*roles != '\0')
    g_print ("roles     %s\n", roles);
  g_print ("settings  %s[%s] in the platform file%s\n", specs->len > 0 ? "" : "none; ", manifest->id,
           specs->len > 0 ? "" : " is not used");
  for (guint i = 0; i < specs->len; i++) {
    GParamSpec *spec = g_ptr_array_index (specs, i);
    g_autofree char *fallback = describe_default (spec);

    g_print ("  %-22s %s%s%s%s\n      %s\n", spec->name, describe_type (spec), *fallback != '\0' ? "; default " : "",
             fallback, "", g_param_spec_get_blurb (spec) != NULL ? g_param_spec_get_blurb (spec) : "");
  }
}

static int
show (SlwCliContext *cli, SlwRegistry *registry, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) specs = slw_registry_list_properties (registry, id, &error);

  if (specs == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json)
    show_json (find_manifest (registry, id), specs);
  else
    show_text (find_manifest (registry, id), specs);
  return SLW_EXIT_OK;
}

int
slw_cmd_plugins (SlwCliContext *cli, int argc, char **argv)
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
  g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway plugins list, or slipway plugins show NAME");
  return slw_cli_fail (cli, error);
}
