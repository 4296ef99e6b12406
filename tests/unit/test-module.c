/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-module.h"

#include <unistd.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

static SlwManifest *
load_manifest (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  SlwManifest *manifest = slw_manifest_load (path, &error);

  g_assert_no_error (error);
  return manifest;
}

static void
test_once (void)
{
  g_autoptr (SlwManifest) manifest = load_manifest (g_getenv ("SLW_ZOO"), "good.plugin");
  g_autoptr (GError) error = NULL;
  SlwModule *module = slw_module_open (manifest, &error);
  GType type;

  g_assert_no_error (error);
  g_assert_cmpstr (slw_module_get_descriptor (module)->id, ==, "good");
  g_assert_true (slw_module_open (manifest, &error) == module);
  type = slw_module_get_descriptor (module)->provides[0].get_type ();
  g_assert_true (g_type_is_a (type, SLW_TYPE_STEP));
}

/* One file by two paths must not register its types twice. */
static void
test_two_paths (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *original = g_build_filename (g_getenv ("SLW_ZOO"), "tie-a.so", NULL);
  g_autofree char *other = g_build_filename (folder, "tie-a.so", NULL);
  g_autoptr (SlwManifest) manifest = load_manifest (g_getenv ("SLW_ZOO"), "tie-a.plugin");
  g_autoptr (GError) error = NULL;
  SlwModule *module = slw_module_open (manifest, &error);

  g_assert_no_error (error);
  g_assert_cmpint (symlink (original, other), ==, 0);
  g_free (manifest->module);
  manifest->module = g_strdup (other);
  g_assert_true (slw_module_open (manifest, &error) == module);
  g_assert_no_error (error);
  g_remove (other);
  g_rmdir (folder);
}

static void
test_refused (void)
{
  g_autoptr (SlwManifest) manifest = load_manifest (g_getenv ("SLW_ZOO"), "wrong-magic.plugin");

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (slw_module_open (manifest, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/once", test_once);
  g_test_add_func ("/module/two-paths", test_two_paths);
  g_test_add_func ("/module/refused", test_refused);
  return g_test_run ();
}
