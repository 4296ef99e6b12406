/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-search-path.h"

#include <string.h>

#include <glib/gstdio.h>

static void
test_order (void)
{
  static const char *const first[] = { "/first", "relative", "/first", NULL };
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *relative = g_build_filename (here, "relative", NULL);
  g_auto (GStrv) path = NULL;

  g_setenv ("SLIPWAY_PLUGIN_PATH", "/env:/first::/env/../two", TRUE);
  path = slw_search_path_new (first);
  g_assert_cmpstr (path[0], ==, "/first");
  g_assert_cmpstr (path[1], ==, relative);
  g_assert_cmpstr (path[2], ==, "/env");
  g_assert_cmpstr (path[3], ==, "/two");
  /* This test stands in a build tree. */
  g_assert_true (g_str_has_suffix (path[4], "/plugins"));
  g_assert_null (path[5]);
}

static void
test_nothing_given (void)
{
  g_auto (GStrv) path = NULL;

  g_unsetenv ("SLIPWAY_PLUGIN_PATH");
  path = slw_search_path_new (NULL);
  g_assert_cmpuint (g_strv_length (path), ==, 1);
}

static void
test_list_files (void)
{
  static const char *const folders[] = { "b", "b/deep", "c.plugin" };
  static const char *const files[]
      = { "z.plugin", "a.plugin", "a.so", "b/m.plugin", "b/deep/x.plugin", "c.plugin/y.plugin" };
  static const char *const wanted[] = { "a.plugin", "b/m.plugin", "c.plugin/y.plugin", "z.plugin" };
  g_autofree char *top = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *absent = g_build_filename (top, "absent", NULL);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) nothing = slw_search_path_list_files (absent, ".plugin");

  g_assert_cmpuint (nothing->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (top, folders[i], NULL);
    g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (top, files[i], NULL);
    g_assert_true (g_file_set_contents (path, "", 0, NULL));
  }
  found = slw_search_path_list_files (top, ".plugin");
  g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr ((char *) g_ptr_array_index (found, i) + strlen (top) + 1, ==, wanted[i]);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (top, files[i], NULL);
    g_remove (path);
  }
  for (guint i = G_N_ELEMENTS (folders); i > 0; i--) {
    g_autofree char *path = g_build_filename (top, folders[i - 1], NULL);
    g_rmdir (path);
  }
  g_rmdir (top);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-path/order", test_order);
  g_test_add_func ("/search-path/nothing-given", test_nothing_given);
  g_test_add_func ("/search-path/list-files", test_list_files);
  return g_test_run ();
}
