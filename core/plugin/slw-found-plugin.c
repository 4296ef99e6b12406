/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-found-plugin.h"

#include <slipway/slw-error.h>
#include <slipway/slw-plugin.h>

#include "core/base/slw-blame-private.h"
#include "core/plugin/slw-module.h"
#include "core/plugin/slw-settings.h"

struct _SlwFoundPlugin {
  const SlwManifest *manifest;
  SlwPlatform *platform; /* nullable */
  SlwModule *module;     /* NULL until it is needed */
  GHashTable *objects;   /* GType -> GObject, made when needed */
  GObject *client;       /* NULL, or the object that is attached to the bus */
};

SlwFoundPlugin *
slw_found_plugin_new (const SlwManifest *manifest)
{
  SlwFoundPlugin *self = g_new0 (SlwFoundPlugin, 1);

  self->manifest = manifest;
  self->objects = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  return self;
}

void
slw_found_plugin_free (SlwFoundPlugin *self)
{
  g_hash_table_unref (self->objects);
  g_clear_object (&self->client);
  g_clear_object (&self->platform);
  g_free (self);
}

const SlwManifest *
slw_found_plugin_get_manifest (SlwFoundPlugin *self)
{
  return self->manifest;
}

void
slw_found_plugin_set_platform (SlwFoundPlugin *self, SlwPlatform *platform)
{
  g_hash_table_remove_all (self->objects);
  g_set_object (&self->platform, platform);
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
open_and_check (const SlwFoundPlugin *self, GError **error)
{
  SlwModule *module = slw_module_open (self->manifest, error);
  const SlwPluginDescriptor *descriptor;

  if (module == NULL)
    return NULL;
  descriptor = slw_module_get_descriptor (module);
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++)
    if (!check_step_type (self->manifest, p, error))
      return NULL;
  if (self->manifest->bus_client
      && !check_type (self->manifest, descriptor->get_bus_client_type (), SLW_TYPE_BUS_CLIENT, "the bus", error))
    return NULL;
  return module;
}

/* Code of the plugin runs here as well: constructors of its file, functions that give its types, and class_init of them. */
static const SlwPluginDescriptor *
open_plugin (SlwFoundPlugin *self, GError **error)
{
  SlwBlame blame;

  if (self->module == NULL) {
    slw_blame_begin (&blame, "plugin", self->manifest->id, "being opened");
    self->module = open_and_check (self, error);
    slw_blame_end (&blame);
  }
  return self->module != NULL ? slw_module_get_descriptor (self->module) : NULL;
}

static GType
call_get_type (const SlwFoundPlugin *self, GType (*get_type) (void))
{
  SlwBlame blame;
  GType type;

  slw_blame_begin (&blame, "plugin", self->manifest->id, "giving its type");
  type = get_type ();
  slw_blame_end (&blame);
  return type;
}

GArray *
slw_found_plugin_list_types (SlwFoundPlugin *self, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (self, error);
  GArray *types;

  if (descriptor == NULL)
    return NULL;
  types = g_array_new (FALSE, FALSE, sizeof (GType));
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++) {
    GType type = call_get_type (self, p->get_type);
    g_array_append_val (types, type);
  }
  if (self->manifest->bus_client) {
    GType type = call_get_type (self, descriptor->get_bus_client_type);
    g_array_append_val (types, type);
  }
  return types;
}

/* Its objects. */

gboolean
slw_found_plugin_has_prompt (SlwFoundPlugin *self)
{
  GHashTable *settings = self->platform != NULL ? slw_platform_get_settings (self->platform, self->manifest->id) : NULL;
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

static GObject *
get_object (SlwFoundPlugin *self, GType (*get_type) (void), GError **error)
{
  GType type = call_get_type (self, get_type);
  GObject *object = g_hash_table_lookup (self->objects, GSIZE_TO_POINTER (type));
  SlwBlame blame;

  if (object != NULL)
    return object;
  slw_blame_begin (&blame, "plugin", self->manifest->id, "taking its settings");
  object = slw_settings_new_object (self->manifest->id, type, self->platform, error);
  slw_blame_end (&blame);
  if (object != NULL)
    g_hash_table_insert (self->objects, GSIZE_TO_POINTER (type), object);
  return object;
}

static const SlwProvide *
find_provide (const SlwPluginDescriptor *descriptor, const char *kind)
{
  const SlwProvide *p = descriptor->provides;

  while (p != NULL && p->kind != NULL && !g_str_equal (p->kind, kind))
    p++;
  return p != NULL && p->kind != NULL ? p : NULL;
}

SlwStep *
slw_found_plugin_get_provider (SlwFoundPlugin *self, const char *kind, int *rank, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (self, error);
  const SlwProvide *provide = descriptor != NULL ? find_provide (descriptor, kind) : NULL;
  GObject *object = provide != NULL ? get_object (self, provide->get_type, error) : NULL;

  if (object == NULL)
    return NULL;
  *rank = provide->rank;
  return SLW_STEP (object);
}

gboolean
slw_found_plugin_make_providers (SlwFoundPlugin *self, const char *const *kinds, GError **error)
{
  const SlwPluginDescriptor *descriptor = open_plugin (self, error);

  if (descriptor == NULL)
    return FALSE;
  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++)
    if (g_strv_contains (kinds, p->kind) && get_object (self, p->get_type, error) == NULL)
      return FALSE;
  return TRUE;
}

/* The bus. */

gboolean
slw_found_plugin_attach (SlwFoundPlugin *self, SlwBus *bus, GError **error)
{
  const SlwPluginDescriptor *descriptor;
  GObject *object;
  SlwBlame blame;

  if (!self->manifest->bus_client || self->client != NULL)
    return TRUE;
  descriptor = open_plugin (self, error);
  object = descriptor != NULL ? get_object (self, descriptor->get_bus_client_type, error) : NULL;
  if (object == NULL)
    return FALSE;
  slw_blame_begin (&blame, "plugin", self->manifest->id, "attaching to the bus");
  slw_bus_client_attach (SLW_BUS_CLIENT (object), bus);
  slw_blame_end (&blame);
  self->client = g_object_ref (object);
  return TRUE;
}

void
slw_found_plugin_detach (SlwFoundPlugin *self, SlwBus *bus)
{
  SlwBlame blame;

  if (self->client == NULL)
    return;
  slw_blame_begin (&blame, "plugin", self->manifest->id, "detaching from the bus");
  slw_bus_client_detach (SLW_BUS_CLIENT (self->client), bus);
  g_clear_object (&self->client);
  slw_blame_end (&blame);
}
