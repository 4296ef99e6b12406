/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-registry.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/base/slw-blame-private.h"
#include "core/plugin/slw-claim.h"
#include "core/plugin/slw-module.h"
#include "core/plugin/slw-search-path.h"
#include "core/plugin/slw-settings.h"

/* A plugin that was found. */
typedef struct {
  const SlwManifest *manifest;
  SlwModule *module;   /* NULL until it is needed */
  GHashTable *objects; /* GType -> GObject, made when needed */
  GObject *client;     /* NULL, or the object that is attached to the bus */
} Plugin;

struct _SlwRegistry {
  GObject parent_instance;
  char **folders;
  GPtrArray *manifests; /* SlwManifest, sorted by id */
  GHashTable *plugins;  /* id -> Plugin */
  SlwPlatform *platform;
  SlwBus *attached; /* the bus that the clients are attached to, NULL: none */
};

G_DEFINE_TYPE (SlwRegistry, slw_registry, G_TYPE_OBJECT)

static void
plugin_free (gpointer data)
{
  Plugin *plugin = data;

  g_hash_table_unref (plugin->objects);
  g_clear_object (&plugin->client);
  g_free (plugin);
}

static void
slw_registry_finalize (GObject *object)
{
  SlwRegistry *self = SLW_REGISTRY (object);

  g_strfreev (self->folders);
  g_hash_table_unref (self->plugins);
  g_ptr_array_unref (self->manifests);
  g_clear_object (&self->platform);
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
  self->plugins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, plugin_free);
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

static gboolean
add_manifest (SlwRegistry *self, const char *path, const char *folder, GError **error)
{
  g_autoptr (SlwManifest) manifest = slw_manifest_load (path, error);
  Plugin *plugin;

  if (manifest == NULL)
    return FALSE;
  plugin = g_hash_table_lookup (self->plugins, manifest->id);
  if (plugin != NULL && g_str_equal (plugin->manifest->path, path))
    return TRUE; /* a folder within a folder */
  if (plugin != NULL && g_str_has_prefix (plugin->manifest->path, folder))
    return invalid (error, "plugin %s stands twice in one folder: %s and %s", manifest->id, plugin->manifest->path,
                    manifest->path);
  if (plugin != NULL)
    return TRUE;
  plugin = g_new0 (Plugin, 1);
  plugin->manifest = manifest;
  plugin->objects = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  g_hash_table_insert (self->plugins, manifest->id, plugin);
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
    Plugin *other = g_hash_table_lookup (self->plugins, manifest->conflicts[i]);

    if (other != NULL && other->manifest != manifest)
      return invalid (error, "plugin %s cannot stand beside the plugin %s: remove %s or %s", manifest->id,
                      other->manifest->id, manifest->path, other->manifest->path);
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

/* Opening. */

static gboolean
check_type (const SlwManifest *manifest, GType type, GType wanted, const char *of, GError **error)
{
  if (type != G_TYPE_INVALID && g_type_is_a (type, G_TYPE_OBJECT) && g_type_is_a (type, wanted)
      && !G_TYPE_IS_ABSTRACT (type))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s: its type %s for %s is no class that implements %s",
               manifest->id, type != G_TYPE_INVALID ? g_type_name (type) : "(none)", of, g_type_name (wanted));
  return FALSE;
}

static gboolean
check_step_type (const SlwManifest *manifest, const SlwProvide *provide, GError **error)
{
  GType type = provide->get_type ();
  gpointer klass;
  const SlwStepInterface *iface;
  gboolean works;

  if (!check_type (manifest, type, SLW_TYPE_STEP, provide->kind, error))
    return FALSE;
  klass = g_type_class_ref (type);
  iface = g_type_interface_peek (klass, SLW_TYPE_STEP);
  works = iface->next != NULL || (iface->run_async != NULL && iface->run_finish != NULL);
  g_type_class_unref (klass);
  if (!works)
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s: its type %s has neither next nor run_async",
                 manifest->id, g_type_name (type));
  return works;
}

static SlwModule *
open_and_check (const Plugin *plugin, GError **error)
{
  SlwModule *module = slw_module_open (plugin->manifest, error);
  const SlwPluginDescriptor *descriptor;

  if (module == NULL)
    return NULL;
  descriptor = slw_module_get_descriptor (module);
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++)
    if (!check_step_type (plugin->manifest, p, error))
      return NULL;
  if (plugin->manifest->bus_client
      && !check_type (plugin->manifest, descriptor->get_bus_client_type (), SLW_TYPE_BUS_CLIENT, "the bus", error))
    return NULL;
  return module;
}

/* Code of the plugin runs here as well: constructors of its file, functions that give its types, and class_init of them. */
static const SlwPluginDescriptor *
open_plugin (Plugin *plugin, GError **error)
{
  SlwBlame blame;

  if (plugin->module == NULL) {
    slw_blame_begin (&blame, "plugin", plugin->manifest->id, "being opened");
    plugin->module = open_and_check (plugin, error);
    slw_blame_end (&blame);
  }
  return plugin->module != NULL ? slw_module_get_descriptor (plugin->module) : NULL;
}

static GType
call_get_type (const Plugin *plugin, GType (*get_type) (void))
{
  SlwBlame blame;
  GType type;

  slw_blame_begin (&blame, "plugin", plugin->manifest->id, "giving its type");
  type = get_type ();
  slw_blame_end (&blame);
  return type;
}

static GArray *
list_types (Plugin *plugin, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (plugin, error);
  GArray *types;

  if (descriptor == NULL)
    return NULL;
  types = g_array_new (FALSE, FALSE, sizeof (GType));
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++) {
    GType type = call_get_type (plugin, p->get_type);
    g_array_append_val (types, type);
  }
  if (plugin->manifest->bus_client) {
    GType type = call_get_type (plugin, descriptor->get_bus_client_type);
    g_array_append_val (types, type);
  }
  return types;
}

static GObject *
get_object (SlwRegistry *self, Plugin *plugin, GType (*get_type) (void), GError **error)
{
  GType type = call_get_type (plugin, get_type);
  GObject *object = g_hash_table_lookup (plugin->objects, GSIZE_TO_POINTER (type));
  SlwBlame blame;

  if (object != NULL)
    return object;
  slw_blame_begin (&blame, "plugin", plugin->manifest->id, "taking its settings");
  object = slw_settings_new_object (plugin->manifest->id, type, self->platform, error);
  slw_blame_end (&blame);
  if (object != NULL)
    g_hash_table_insert (plugin->objects, GSIZE_TO_POINTER (type), object);
  return object;
}

/* The platform's settings. */

static gboolean
check_group (SlwRegistry *self, SlwPlatform *platform, const char *group, GError **error)
{
  Plugin *plugin = g_hash_table_lookup (self->plugins, group);
  const char *closest;
  g_autoptr (GArray) types = NULL;

  if (g_str_equal (group, "run"))
    return TRUE;
  if (plugin != NULL) {
    types = list_types (plugin, error);
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
  /* Objects that were made before have another platform's settings. */
  g_hash_table_iter_init (&iter, self->plugins);
  while (g_hash_table_iter_next (&iter, NULL, &plugin))
    g_hash_table_remove_all (((Plugin *) plugin)->objects);
  g_set_object (&self->platform, platform);
  return TRUE;
}

static gboolean
has_prompt (SlwRegistry *self, const SlwManifest *manifest)
{
  GHashTable *settings = self->platform != NULL ? slw_platform_get_settings (self->platform, manifest->id) : NULL;
  GHashTableIter iter;
  gpointer value;

  if (settings == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (value, "prompt"))
      return TRUE;
  return FALSE;
}

/* The objects read their secrets as they are made. */
static gboolean
make_objects (SlwRegistry *self, Plugin *plugin, const char *const *kinds, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (plugin, error);

  if (descriptor == NULL)
    return FALSE;
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++)
    if (g_strv_contains (kinds, p->kind) && get_object (self, plugin, p->get_type, error) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
slw_registry_ask_secrets (SlwRegistry *self, const char *const *kinds, GError **error)
{
  for (guint i = 0; i < self->manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (self->manifests, i);

    if (has_prompt (self, manifest)
        && !make_objects (self, g_hash_table_lookup (self->plugins, manifest->id), kinds, error))
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

static const SlwProvide *
find_provide (const SlwPluginDescriptor *descriptor, const char *kind)
{
  const SlwProvide *p = descriptor->provides;

  while (p != NULL && p->kind != NULL && !g_str_equal (p->kind, kind))
    p++;
  return p != NULL && p->kind != NULL ? p : NULL;
}

static gboolean
ask (SlwRegistry *self, Plugin *plugin, const char *kind, SlwClaim *claim, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (plugin, error);
  const SlwProvide *provide = descriptor != NULL ? find_provide (descriptor, kind) : NULL;
  GObject *object = provide != NULL ? get_object (self, plugin, provide->get_type, error) : NULL;

  if (object == NULL)
    return FALSE;
  slw_claim_ask (claim, plugin->manifest->id, SLW_STEP (object), provide->rank);
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

static Plugin *
find_pinned (SlwRegistry *self, const char *kind, const char *pinned, GError **error)
{
  Plugin *plugin = g_hash_table_lookup (self->plugins, pinned);
  const char *closest = closest_plugin (self, pinned);

  if (plugin == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "Provider=%s: there is no such plugin%s%s%s", pinned,
                 closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "", closest != NULL ? "?" : "");
    return NULL;
  }
  if (!has_kind (plugin->manifest, kind)) {
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
    Plugin *plugin = find_pinned (self, kind, pinned, error);
    return plugin != NULL && ask (self, plugin, kind, claim, error);
  }
  for (guint i = 0; i < self->manifests->len; i++) {
    const SlwManifest *manifest = g_ptr_array_index (self->manifests, i);

    if (!has_kind (manifest, kind))
      continue;
    asked++;
    if (!ask (self, g_hash_table_lookup (self->plugins, manifest->id), kind, claim, error))
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

static gboolean
attach (SlwRegistry *self, Plugin *plugin, SlwBus *bus, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (plugin, error);
  GObject *object = descriptor != NULL ? get_object (self, plugin, descriptor->get_bus_client_type, error) : NULL;
  SlwBlame blame;

  if (object == NULL)
    return FALSE;
  slw_blame_begin (&blame, "plugin", plugin->manifest->id, "attaching to the bus");
  slw_bus_client_attach (SLW_BUS_CLIENT (object), bus);
  slw_blame_end (&blame);
  plugin->client = g_object_ref (object);
  return TRUE;
}

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
    Plugin *plugin = g_hash_table_lookup (self->plugins, manifest->id);

    if (!manifest->bus_client || plugin->client != NULL || attach (self, plugin, bus, error))
      continue;
    slw_registry_detach_clients (self, bus);
    return FALSE;
  }
  return TRUE;
}

static void
detach (Plugin *plugin, SlwBus *bus)
{
  SlwBlame blame;

  slw_blame_begin (&blame, "plugin", plugin->manifest->id, "detaching from the bus");
  if (plugin->client != NULL)
    slw_bus_client_detach (SLW_BUS_CLIENT (plugin->client), bus);
  g_clear_object (&plugin->client);
  slw_blame_end (&blame);
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
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    detach (value, bus);
  }
}

/* What there is. */

GPtrArray *
slw_registry_list_properties (SlwRegistry *self, const char *id, GError **error)
{
  Plugin *plugin = g_hash_table_lookup (self->plugins, id);
  const char *closest = plugin == NULL ? closest_plugin (self, id) : NULL;
  g_autoptr (GArray) types = NULL;

  if (plugin == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "there is no plugin %s%s%s%s", id,
                 closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "", closest != NULL ? "?" : "");
    return NULL;
  }
  types = list_types (plugin, error);
  return types != NULL ? slw_settings_list (types) : NULL;
}

GPtrArray *
slw_registry_list_pipelines (SlwRegistry *self)
{
  return slw_search_path_list_pipelines ((const char *const *) self->folders);
}
