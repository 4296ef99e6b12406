/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-run-options.h"

#include <slipway/slw-error.h>

#include <string.h>

/* A file that is not there has a digest as well: when it is there again, it has changed. */
static void
add_digest (GHashTable *digests, char *what, const char *path)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &content, &length, NULL))
    g_hash_table_replace (digests, what, g_strdup ("absent"));
  else
    g_hash_table_replace (digests, what,
                          g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length));
}

static gboolean
has_kind_of (const SlwManifest *manifest, SlwPipeline *pipeline)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);

  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);

    if (manifest->kinds != NULL && g_strv_contains ((const char *const *) manifest->kinds, step->kind))
      return TRUE;
  }
  return FALSE;
}

static GHashTable *
make_digests (SlwRun *run)
{
  GHashTable *digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *manifests = slw_registry_get_manifests (run->registry);

  if (slw_platform_get_file (run->platform) != NULL)
    add_digest (digests, g_strdup ("platform file"), slw_platform_get_file (run->platform));
  if (slw_pipeline_get_path (run->pipeline) != NULL)
    add_digest (digests, g_strdup ("pipeline"), slw_pipeline_get_path (run->pipeline));
  for (guint i = 0; i < manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (manifests, i);

    if (!manifest->bus_client && !has_kind_of (manifest, run->pipeline))
      continue;
    add_digest (digests, g_strconcat ("plugin ", manifest->id, NULL), manifest->module);
    add_digest (digests, g_strconcat ("manifest of plugin ", manifest->id, NULL), manifest->path);
  }
  return digests;
}

static GVariant *
table_to_variant (GHashTable *table)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (GList *key = keys; key != NULL; key = key->next)
    g_variant_builder_add (&builder, "{ss}", key->data, g_hash_table_lookup (table, key->data));
  return g_variant_builder_end (&builder);
}

static GHashTable *
table_from_variant (GVariantDict *dict, const char *key)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, key, G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  char *name;
  char *text;

  if (value == NULL)
    return table;
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{ss}", &name, &text))
    g_hash_table_replace (table, name, text);
  return table;
}

char *
slw_run_options_to_text (SlwRun *run)
{
  g_autoptr (GHashTable) digests = make_digests (run);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  g_autoptr (GVariant) variant = NULL;
  const char *path = slw_pipeline_get_path (run->pipeline);
  GVariantDict dict;

  for (guint i = 0; i < run->servers->len; i++)
    g_ptr_array_add (servers, (gpointer) slw_server_get_name (g_ptr_array_index (run->servers, i)));
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "pipeline", "s", path != NULL ? path : slw_pipeline_get_name (run->pipeline));
  g_variant_dict_insert_value (&dict, "servers",
                               g_variant_new_strv ((const char *const *) servers->pdata, servers->len));
  g_variant_dict_insert_value (&dict, "sets", table_to_variant (run->sets));
  g_variant_dict_insert_value (&dict, "digests", table_to_variant (digests));
  g_variant_dict_insert (&dict, "ceiling", "u", (guint) run->ceiling);
  g_variant_dict_insert (&dict, "jobs", "u", run->jobs);
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (variant, TRUE);
}

SlwRunOptions *
slw_run_options_parse (const char *text, GError **error)
{
  g_autoptr (SlwRunOptions) options = g_new0 (SlwRunOptions, 1);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) unreadable = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  guint ceiling = 0;

  if (text == NULL) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "it was started by a Slipway that did not note how");
    return NULL;
  }
  if (g_utf8_validate (text, -1, NULL))
    variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &unreadable);
  if (variant == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "what the journal says of how it was started cannot be read: %s",
                 unreadable != NULL ? unreadable->message : "it is not UTF-8");
    return NULL;
  }
  g_variant_dict_clear (&dict);
  g_variant_dict_init (&dict, variant);
  options->sets = table_from_variant (&dict, "sets");
  options->digests = table_from_variant (&dict, "digests");
  if (g_variant_dict_lookup (&dict, "ceiling", "u", &ceiling) && ceiling <= SLW_EFFECT_DESTROY)
    options->ceiling = (SlwEffect) ceiling;
  if (g_variant_dict_lookup (&dict, "pipeline", "s", &options->pipeline)
      && g_variant_dict_lookup (&dict, "servers", "^as", &options->servers)
      && g_variant_dict_lookup (&dict, "jobs", "u", &options->jobs) && options->jobs > 0)
    return g_steal_pointer (&options);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID,
                       "what the journal says of how it was started is not complete");
  return NULL;
}

void
slw_run_options_free (SlwRunOptions *options)
{
  g_free (options->pipeline);
  g_strfreev (options->servers);
  g_clear_pointer (&options->sets, g_hash_table_unref);
  g_clear_pointer (&options->digests, g_hash_table_unref);
  g_free (options);
}

static void
add_changes (GHashTable *changed, GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer what;
  gpointer digest;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &what, &digest))
    if (g_strcmp0 (g_hash_table_lookup (other, what), digest) != 0)
      g_hash_table_add (changed, what);
}

char *
slw_run_options_list_changes (const SlwRunOptions *options, SlwRun *run)
{
  g_autoptr (GHashTable) now = make_digests (run);
  g_autoptr (GHashTable) changed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) names = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  add_changes (changed, options->digests, now);
  add_changes (changed, now, options->digests);
  names = g_list_sort (g_hash_table_get_keys (changed), (GCompareFunc) strcmp);
  for (GList *name = names; name != NULL; name = name->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (const char *) name->data);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

gboolean
slw_run_options_is_unchanged (const SlwRunOptions *options, const char *what, const char *path)
{
  g_autoptr (GHashTable) now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  add_digest (now, g_strdup (what), path);
  return g_strcmp0 (g_hash_table_lookup (options->digests, what), g_hash_table_lookup (now, what)) == 0;
}
