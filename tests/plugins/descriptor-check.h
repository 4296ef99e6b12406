/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-plugin.h>

#include <gmodule.h>

/* Asserts that the manifest beside the module @path says the same as the descriptor in it: id and kinds. */
static inline void
descriptor_check (const char *path, const char *id)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_strconcat (id, ".plugin", NULL);
  g_autofree char *manifest = g_build_filename (folder, name, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) kinds = NULL;
  gpointer symbol = NULL;
  const SlwPluginDescriptor *descriptor;
  guint count = 0;

  g_assert_nonnull (module);
  g_assert_true (g_module_symbol (module, SLW_PLUGIN_SYMBOL, &symbol));
  descriptor = symbol;
  g_key_file_load_from_file (file, manifest, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  kinds = g_key_file_get_string_list (file, "Plugin", "Kinds", NULL, NULL);
  g_assert_cmpstr (descriptor->id, ==, id);
  for (const SlwProvide *p = descriptor->provides; p->kind != NULL; p++, count++)
    g_assert_true (g_strv_contains ((const char *const *) kinds, p->kind));
  g_assert_cmpuint (count, ==, g_strv_length (kinds));
}
