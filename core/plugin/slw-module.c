/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-module.h"

#include "core/base/slw-blame-private.h"
#include "core/plugin/slw-loader.h"

struct _SlwModule {
  GTypeModule parent_instance;
  const SlwPluginDescriptor *descriptor;
};

G_DEFINE_TYPE (SlwModule, slw_module, G_TYPE_TYPE_MODULE)

static gboolean
slw_module_load (GTypeModule *module)
{
  SlwBlame blame;

  slw_blame_begin (&blame, "plugin", G_TYPE_MODULE (module)->name, "registering its types");
  SLW_MODULE (module)->descriptor->register_types (module);
  slw_blame_end (&blame);
  return TRUE;
}

static void
slw_module_unload (GTypeModule *module)
{
}

static void
slw_module_class_init (SlwModuleClass *klass)
{
  G_TYPE_MODULE_CLASS (klass)->load = slw_module_load;
  G_TYPE_MODULE_CLASS (klass)->unload = slw_module_unload;
}

static void
slw_module_init (SlwModule *self)
{
}

SlwModule *
slw_module_open (const SlwManifest *manifest, GError **error)
{
  static GHashTable *opened; /* descriptor -> SlwModule: one file may have several paths */
  const SlwPluginDescriptor *descriptor;
  SlwModule *self;

  g_return_val_if_fail (manifest != NULL, NULL);

  descriptor = slw_loader_open (manifest, error);
  if (descriptor == NULL)
    return NULL;
  if (opened == NULL)
    opened = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (opened, descriptor);
  if (self != NULL)
    return self;
  self = g_object_new (SLW_TYPE_MODULE, NULL);
  self->descriptor = descriptor;
  g_type_module_set_name (G_TYPE_MODULE (self), manifest->id);
  slw_blame_add_owner (descriptor, manifest->id);
  g_hash_table_insert (opened, (gpointer) descriptor, self);
  /* Used once and never unused: it stays. */
  g_type_module_use (G_TYPE_MODULE (self));
  return self;
}

const SlwPluginDescriptor *
slw_module_get_descriptor (SlwModule *self)
{
  return self->descriptor;
}
