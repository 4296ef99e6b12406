/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens a plugin's module and makes its providers, as the registry of the core does, but with settings from a test. */
#include "tests/kit/slw-harness-private.h"

#define SLW_TYPE_KIT_MODULE (slw_kit_module_get_type ())
G_DECLARE_FINAL_TYPE (SlwKitModule, slw_kit_module, SLW, KIT_MODULE, GTypeModule)

struct _SlwKitModule {
  GTypeModule parent_instance;
};

G_DEFINE_TYPE (SlwKitModule, slw_kit_module, G_TYPE_TYPE_MODULE)

static gboolean
slw_kit_module_load (GTypeModule *module)
{
  return TRUE;
}

static void
slw_kit_module_unload (GTypeModule *module)
{
}

static void
slw_kit_module_class_init (SlwKitModuleClass *klass)
{
  G_TYPE_MODULE_CLASS (klass)->load = slw_kit_module_load;
  G_TYPE_MODULE_CLASS (klass)->unload = slw_kit_module_unload;
}

static void
slw_kit_module_init (SlwKitModule *self)
{
}

static gboolean
check_descriptor (const SlwPluginDescriptor *descriptor, const char *path, GError **error)
{
  if (descriptor->magic == SLW_PLUGIN_MAGIC && descriptor->abi_major == SLW_PLUGIN_ABI_MAJOR
      && descriptor->abi_minor <= SLW_PLUGIN_ABI_MINOR && descriptor->struct_size >= sizeof (SlwPluginDescriptor)
      && descriptor->register_types != NULL && descriptor->provides != NULL)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "%s: its descriptor is not one of ABI %d", path,
               SLW_PLUGIN_ABI_MAJOR);
  return FALSE;
}

const SlwPluginDescriptor *
slw_harness_open_module (const char *path, GError **error)
{
  static GHashTable *opened; /* path -> descriptor; types cannot be registered twice */
  gpointer symbol = NULL;
  GModule *module;

  if (opened == NULL)
    opened = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_contains (opened, path))
    return g_hash_table_lookup (opened, path);
  module = g_module_open (path, G_MODULE_BIND_LOCAL);
  if (module == NULL || !g_module_symbol (module, SLW_PLUGIN_SYMBOL, &symbol)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "%s: %s", path, g_module_error ());
    return NULL;
  }
  g_module_make_resident (module);
  if (!check_descriptor (symbol, path, error))
    return NULL;
  GTypeModule *types = g_object_new (SLW_TYPE_KIT_MODULE, NULL);
  g_type_module_use (types);
  ((const SlwPluginDescriptor *) symbol)->register_types (types);
  g_hash_table_insert (opened, g_strdup (path), symbol);
  return symbol;
}

static gboolean
set_value_from_text (GValue *value, const char *text)
{
  gint64 number;

  if (G_VALUE_HOLDS (value, SLW_TYPE_SECRET))
    g_value_take_boxed (value, slw_secret_new (text, -1));
  else if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, text);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, g_str_equal (text, "yes") || g_str_equal (text, "true"));
  else if (G_VALUE_HOLDS (value, G_TYPE_BYTES))
    g_value_take_boxed (value, g_bytes_new (text, strlen (text)));
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    g_value_take_object (value, g_file_new_for_path (text));
  else if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    g_value_take_boxed (value, g_strsplit (text, ";", -1));
  else if (!g_ascii_string_to_signed (text, 10, G_MININT, G_MAXUINT, &number, NULL))
    return FALSE;
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, (guint) number);
  else if (G_VALUE_HOLDS_INT (value))
    g_value_set_int (value, (int) number);
  else if (G_VALUE_HOLDS_INT64 (value))
    g_value_set_int64 (value, number);
  else
    return FALSE;
  return TRUE;
}

static gboolean
class_has_setting (GType type, const char *name)
{
  GObjectClass *klass = g_type_class_ref (type);
  gboolean found = g_object_class_find_property (klass, name) != NULL;

  g_type_class_unref (klass);
  return found;
}

static gboolean
any_provider_has (SlwHarness *self, const char *name)
{
  for (const SlwProvide *p = self->descriptor->provides; p->kind != NULL; p++)
    if (class_has_setting (p->get_type (), name))
      return TRUE;
  return self->descriptor->get_bus_client_type != NULL
         && class_has_setting (self->descriptor->get_bus_client_type (), name);
}

static gboolean
apply_setting (SlwHarness *self, GObject *provider, const SlwPair *setting, GError **error)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (provider), setting->name);
  g_auto (GValue) value = G_VALUE_INIT;

  if (pspec == NULL && any_provider_has (self, setting->name))
    return TRUE;
  if (pspec != NULL)
    g_value_init (&value, pspec->value_type);
  if (pspec != NULL && set_value_from_text (&value, setting->value)) {
    g_object_set_property (provider, setting->name, &value);
    return TRUE;
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "test: %s is no setting of %s, or “%s” no value of it",
               setting->name, self->descriptor->id, setting->value);
  return FALSE;
}

static const SlwProvide *
find_provide (SlwHarness *self, GError **error)
{
  for (const SlwProvide *p = self->descriptor != NULL ? self->descriptor->provides : NULL; p != NULL && p->kind != NULL;
       p++)
    if (g_strcmp0 (p->kind, self->kind) == 0)
      return p;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "test: %s provides no %s",
               self->descriptor != NULL ? self->descriptor->id : "no plugin was loaded; it", self->kind);
  return NULL;
}

SlwStep *
slw_harness_make_provider (SlwHarness *self, GError **error)
{
  const SlwProvide *provide;
  g_autoptr (GObject) provider = NULL;

  if (self->given != NULL)
    return g_object_ref (self->given);
  provide = find_provide (self, error);
  if (provide == NULL)
    return NULL;
  provider = g_object_new (provide->get_type (), NULL);
  for (guint i = 0; self->settings != NULL && i < self->settings->len; i++)
    if (!apply_setting (self, provider, g_ptr_array_index (self->settings, i), error))
      return NULL;
  return SLW_STEP (g_steal_pointer (&provider));
}
