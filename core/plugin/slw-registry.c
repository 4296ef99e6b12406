/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-registry.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/plugin/slw-claim.h"
#include "core/plugin/slw-found-plugin.h"
#include "core/plugin/slw-search-path.h"
#include "core/plugin/slw-settings.h"

struct _SlwRegistry {
  GObject parent_instance;
  char **folders;
  GPtrArray *manifests; /* SlwManifest, sorted by id */
  GHashTable *plugins;  /* id -> SlwFoundPlugin */
  SlwBus *attached;     /* the bus that the clients are attached to, NULL: none */
};

G_DEFINE_TYPE (SlwRegistry, slw_registry, G_TYPE_OBJECT)

static void
slw_registry_finalize (GObject *object)
{
  SlwRegistry *self = SLW_REGISTRY (object);

  g_strfreev (self->folders);
  g_hash_table_unref (self->plugins);
  g_ptr_array_unref (self->manifests);
  g_clear_object (&self->attached);
  G_OBJECT_CLASS (slw_registry_parent_class)->finalize (object);
}

static void
slw_registry_class_init (SlwRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_registry_finalize;
}

static void
slw_registry_init (SlwRegistry *self)
{
  self->manifests = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_manifest_free);
  self->plugins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slw_found_plugin_free);
}

static gboolean invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
invalid (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, text);
  return FALSE;
}

/* Finding. */

static const SlwManifest *
find_manifest (SlwRegistry *self, const char *id)
{
  SlwFoundPlugin *plugin = g_hash_table_lookup (self->plugins, id);

  return plugin != NULL ? slw_found_plugin_get_manifest (plugin) : NULL;
}

static gboolean
add_manifest (SlwRegistry *self, const char *path, const char *folder, GError **error)
{
  g_autoptr (SlwManifest) manifest = slw_manifest_load (path, error);
  const SlwManifest *other;

  if (manifest == NULL)
    return FALSE;
  other = find_manifest (self, manifest->id);
  if (other != NULL && g_str_equal (other->path, path))
    return TRUE; /* a folder within a folder */
  if (other != NULL && g_str_has_prefix (other->path, folder))
    return invalid (error, "plugin %s stands twice in one folder: %s and %s", manifest->id, other->path,
                    manifest->path);
  if (other != NULL)
    return TRUE;
  g_hash_table_insert (self->plugins, manifest->id, slw_found_plugin_new (manifest));
  g_ptr_array_add (self->manifests, g_steal_pointer (&manifest));
  return TRUE;
}

static gboolean
add_folder (SlwRegistry *self, const char *name, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (name, NULL);
  g_autofree char *folder = g_strconcat (absolute, "/", NULL);
  g_autoptr (GPtrArray) paths = slw_search_path_list_files (absolute, ".plugin");

  for (guint i = 0; i < paths->len; i++)
    if (!add_manifest (self, g_ptr_array_index (paths, i), folder, error))
      return FALSE;
  return TRUE;
}

static int
compare_manifests (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(SlwManifest *const *) a)->id, (*(SlwManifest *const *) b)->id);
}

static gboolean
check_relations (SlwRegistry *self, const SlwManifest *manifest, GError **error)
{
  for (guint i = 0; manifest->depends[i] != NULL; i++)
    if (!g_hash_table_contains (self->plugins, manifest->depends[i]))
      return invalid (error, "plugin %s needs the plugin %s, which is not there (%s)", manifest->id,
                      manifest->depends[i], manifest->path);
  for (guint i = 0; manifest->conflicts[i] != NULL; i++) {
    const SlwManifest *other = find_manifest (self, manifest->conflicts[i]);

    if (other != NULL && other != manifest)
      return invalid (error, "plugin %s cannot stand beside the plugin %s: remove %s or %s", manifest->id, other->id,
                      manifest->path, other->path);
  }
  return TRUE;
}

SlwRegistry *
slw_registry_new (const char *const *folders, GError **error)
{
  g_autoptr (SlwRegistry) self = NULL;

  g_return_val_if_fail (folders != NULL, NULL);

  self = g_object_new (SLW_TYPE_REGISTRY, NULL);
  self->folders = g_strdupv ((char **) folders);
  for (guint i = 0; folders[i] != NULL; i++)
    if (!add_folder (self, folders[i], error))
      return NULL;
  g_ptr_array_sort (self->manifests, compare_manifests);
  for (guint i = 0; i < self->manifests->len; i++)
    if (!check_relations (self, g_ptr_array_index (self->manifests, i), error))
      return NULL;
  return g_steal_pointer (&self);
}

GPtrArray *
slw_registry_get_manifests (SlwRegistry *self)
{
  return self->manifests;
}

static const char *
closest_plugin (SlwRegistry *self, const char *word)
{
  static const char *const others[] = { "platform", "run", NULL };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < self->manifests->len; i++)
    g_ptr_array_add (ids, ((SlwManifest *) g_ptr_array_index (self->manifests, i))->id);
  for (guint i = 0; others[i] != NULL; i++)
    g_ptr_array_add (ids, (gpointer) others[i]);
  g_ptr_array_add (ids, NULL);
  return slw_text_closest (word, (const char *const *) ids->pdata);
}

/* The platform's settings. */

static gboolean
check_group (SlwRegistry *self, SlwPlatform *platform, const char *group, GError **error)
{
  SlwFoundPlugin *plugin = g_hash_table_lookup (self->plugins, group);
  const char *closest;
  g_autoptr (GArray) types = NULL;

  if (g_str_equal (group, "run"))
    return TRUE;
  if (plugin != NULL) {
    types = slw_found_plugin_list_types (plugin, error);
    return types != NULL && slw_settings_check (group, types, platform, error);
  }
  closest = closest_plugin (self, group);
  if (closest != NULL)
    return invalid (error, "%s: [%s]: there is no such plugin, did you mean [%s]?", slw_platform_get_file (platform),
                    group, closest);
  return invalid (error, "%s: [%s]: there is no such plugin; `slipway plugins list` shows those there are",
                  slw_platform_get_file (platform), group);
}

gboolean
slw_registry_set_platform (SlwRegistry *self, SlwPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) groups = platform != NULL ? slw_platform_get_groups (platform) : g_ptr_array_new ();
  GHashTableIter iter;
  gpointer plugin;

  for (guint i = 0; i < groups->len; i++)
    if (!check_group (self, platform, g_ptr_array_index (groups, i), error))
      return FALSE;
  g_hash_table_iter_init (&iter, self->plugins);
  while (g_hash_table_iter_next (&iter, NULL, &plugin))
    slw_found_plugin_set_platform (plugin, platform);
  return TRUE;
}

gboolean
slw_registry_ask_secrets (SlwRegistry *self, const char *const *kinds, GError **error)
{
  for (guint i = 0; i < self->manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (self->manifests, i);
    SlwFoundPlugin *plugin = g_hash_table_lookup (self->plugins, manifest->id);

    if (slw_found_plugin_has_prompt (plugin) && !slw_found_plugin_make_providers (plugin, kinds, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_role (GPtrArray *known, SlwPlatform *platform, SlwServer *server, const char *role, GError **error)
{
  const char *const *roles = (const char *const *) known->pdata;
  const char *closest;
  g_autofree char *all = NULL;

  if (g_strv_contains (roles, role))
    return TRUE;
  closest = slw_text_closest (role, roles);
  if (closest != NULL)
    return invalid (error, "%s: [server %s] roles: no plugin describes the role %s, did you mean %s?",
                    slw_platform_get_file (platform), slw_server_get_name (server), role, closest);
  all = g_strjoinv (", ", (char **) roles);
  return invalid (error, "%s: [server %s] roles: no plugin describes the role %s; there are: %s",
                  slw_platform_get_file (platform), slw_server_get_name (server), role, *all != '\0' ? all : "none");
}

gboolean
slw_registry_check_roles (SlwRegistry *self, SlwPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  GPtrArray *servers = slw_platform_get_servers (platform);

  for (guint i = 0; i < self->manifests->len; i++)
    for (char **role = ((SlwManifest *) g_ptr_array_index (self->manifests, i))->roles; *role != NULL; role++)
      g_ptr_array_add (known, *role);
  g_ptr_array_add (known, NULL);
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);

    for (const char *const *role = slw_server_get_roles (server); *role != NULL; role++)
      if (!check_role (known, platform, server, *role, error))
        return FALSE;
  }
  return TRUE;
}

/* Claiming. */

static gboolean
ask (SlwFoundPlugin *plugin, const char *kind, SlwClaim *claim, GError **error)
{
  int rank = 0;
  SlwStep *step = slw_found_plugin_get_provider (plugin, kind, &rank, error);

  if (step == NULL)
    return FALSE;
  slw_claim_ask (claim, slw_found_plugin_get_manifest (plugin)->id, step, rank);
  return TRUE;
}

static gboolean
has_kind (const SlwManifest *manifest, const char *kind)
{
  return g_strv_contains ((const char *const *) manifest->kinds, kind);
}

static void
set_nobody (SlwRegistry *self, const char *kind, GError **error)
{
  g_autofree char *folders = g_strjoinv (", ", self->folders);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  const char *closest;

  for (guint i = 0; i < self->manifests->len; i++)
    for (char **k = ((SlwManifest *) g_ptr_array_index (self->manifests, i))->kinds; *k != NULL; k++)
      g_ptr_array_add (kinds, *k);
  g_ptr_array_add (kinds, NULL);
  closest = slw_text_closest (kind, (const char *const *) kinds->pdata);
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "no plugin provides %s%s%s%s; %u plugins found in %s", kind,
               closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "", closest != NULL ? "?" : "",
               self->manifests->len, *folders != '\0' ? folders : "no folder");
}

static SlwFoundPlugin *
find_pinned (SlwRegistry *self, const char *kind, const char *pinned, GError **error)
{
  SlwFoundPlugin *plugin = g_hash_table_lookup (self->plugins, pinned);
  const char *closest = closest_plugin (self, pinned);

  if (plugin == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "Provider=%s: there is no such plugin%s%s%s", pinned,
                 closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "", closest != NULL ? "?" : "");
    return NULL;
  }
  if (!has_kind (slw_found_plugin_get_manifest (plugin), kind)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "Provider=%s: that plugin does not provide %s", pinned, kind);
    return NULL;
  }
  return plugin;
}

static gboolean
ask_all (SlwRegistry *self, const char *kind, const char *pinned, SlwClaim *claim, GError **error)
{
  guint asked = 0;

  if (pinned != NULL) {
    SlwFoundPlugin *plugin = find_pinned (self, kind, pinned, error);
    return plugin != NULL && ask (plugin, kind, claim, error);
  }
  for (guint i = 0; i < self->manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (self->manifests, i);

    if (!has_kind (manifest, kind))
      continue;
    asked++;
    if (!ask (g_hash_table_lookup (self->plugins, manifest->id), kind, claim, error))
      return FALSE;
  }
  if (asked == 0)
    set_nobody (self, kind, error);
  return asked > 0;
}

SlwStep *
slw_registry_claim (
    SlwRegistry *self, const char *kind, SlwServer *server, const char *pinned, const char **plugin_id, GError **error)
{
  g_autoptr (SlwClaim) claim = NULL;

  g_return_val_if_fail (kind != NULL && server != NULL, NULL);

  claim = slw_claim_new (kind, server);
  return ask_all (self, kind, pinned, claim, error) ? slw_claim_decide (claim, plugin_id, error) : NULL;
}

/* The bus. */

gboolean
slw_registry_attach_clients (SlwRegistry *self, SlwBus *bus, GError **error)
{
  if (self->attached != NULL && self->attached != bus) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the plugins take part in another run already");
    return FALSE;
  }
  g_set_object (&self->attached, bus);
  for (guint i = 0; i < self->manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (self->manifests, i);
    if (slw_found_plugin_attach (g_hash_table_lookup (self->plugins, manifest->id), bus, error))
      continue;
    slw_registry_detach_clients (self, bus);
    return FALSE;
  }
  return TRUE;
}

void
slw_registry_detach_clients (SlwRegistry *self, SlwBus *bus)
{
  GHashTableIter iter;
  gpointer value;

  if (self->attached != bus)
    return;
  g_clear_object (&self->attached);
  g_hash_table_iter_init (&iter, self->plugins);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    slw_found_plugin_detach (value, bus);
}

/* What there is. */

GPtrArray *
slw_registry_list_properties (SlwRegistry *self, const char *id, GError **error)
{
  SlwFoundPlugin *plugin = g_hash_table_lookup (self->plugins, id);
  const char *closest = plugin == NULL ? closest_plugin (self, id) : NULL;
  g_autoptr (GArray) types = NULL;

  if (plugin == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "there is no plugin %s%s%s%s", id,
                 closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "", closest != NULL ? "?" : "");
    return NULL;
  }
  types = slw_found_plugin_list_types (plugin, error);
  return types != NULL ? slw_settings_list (types) : NULL;
}

GPtrArray *
slw_registry_list_pipelines (SlwRegistry *self)
{
  return slw_search_path_list_pipelines ((const char *const *) self->folders);
}
