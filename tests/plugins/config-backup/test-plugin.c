/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include <gmodule.h>

#include "config-test.h"

/* Manifest and descriptor say the same. */
static void
test_manifest (void)
{
  GModule *module = g_module_open (PLUGIN, G_MODULE_BIND_LOCAL);
  g_autofree char *folder = g_path_get_dirname (PLUGIN);
  g_autofree char *path = g_build_filename (folder, "config-backup.plugin", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) kinds = NULL;
  gpointer symbol = NULL;
  const SlwPluginDescriptor *descriptor;
  guint count = 0;

  g_assert_nonnull (module);
  g_assert_true (g_module_symbol (module, SLW_PLUGIN_SYMBOL, &symbol));
  descriptor = symbol;
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  kinds = g_key_file_get_string_list (file, "Plugin", "Kinds", NULL, NULL);
  g_assert_cmpstr (descriptor->id, ==, "config-backup");
  for (const SlwProvide *p = descriptor->provides; p->kind != NULL; p++, count++)
    g_assert_true (g_strv_contains ((const char *const *) kinds, p->kind));
  g_assert_cmpuint (count, ==, g_strv_length (kinds));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plugin/manifest", test_manifest);
  return g_test_run ();
}
