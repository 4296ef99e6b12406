/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-search-path.h"

#include <slipway/slw-plugin.h>

#define SLW_PLUGINS_FOLDER "plugins-" G_STRINGIFY (SLW_PLUGIN_ABI_MAJOR)
#define SLW_PIPELINES_FOLDER "pipelines-" G_STRINGIFY (SLW_PLUGIN_ABI_MAJOR)

static void
add (GPtrArray *folders, const char *folder)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  if (!g_ptr_array_find_with_equal_func (folders, absolute, g_str_equal, NULL))
    g_ptr_array_add (folders, g_steal_pointer (&absolute));
}

static void
add_environment (GPtrArray *folders)
{
  const char *path = g_getenv ("SLIPWAY_PLUGIN_PATH");
  g_auto (GStrv) parts = g_strsplit (path != NULL ? path : "", ":", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      add (folders, parts[i]);
}

/* BUILD/core/cli/slipway and BUILD/tests/unit/test-… find BUILD/plugins; meson's own folder tells a build tree. */
static gboolean
add_build_tree (GPtrArray *folders)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *mark = NULL;
  g_autofree char *plugins = NULL;

  if (folder == NULL)
    return FALSE;
  mark = g_build_filename (folder, "..", "..", "meson-private", NULL);
  plugins = g_build_filename (folder, "..", "..", "plugins", NULL);
  if (!g_file_test (mark, G_FILE_TEST_IS_DIR))
    return FALSE;
  add (folders, plugins);
  return TRUE;
}

char **
slw_search_path_new (const char *const *first)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *user = g_build_filename (g_get_user_data_dir (), "slipway", SLW_PLUGINS_FOLDER, NULL);

  for (guint i = 0; first != NULL && first[i] != NULL; i++)
    add (folders, first[i]);
  add_environment (folders);
  if (!add_build_tree (folders)) {
    add (folders, user);
    add (folders, SLW_SYSTEM_PLUGINS);
  }
  g_ptr_array_add (folders, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&folders), FALSE);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static void
list (GPtrArray *files, const char *folder, const char *suffix, gboolean deeper)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, suffix) && !g_file_test (path, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (files, g_steal_pointer (&path));
    else if (deeper && g_file_test (path, G_FILE_TEST_IS_DIR))
      list (files, path, suffix, FALSE);
  }
}

GPtrArray *
slw_search_path_list_files (const char *folder, const char *suffix)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (folder != NULL && suffix != NULL, files);

  list (files, folder, suffix, TRUE);
  g_ptr_array_sort (files, compare_paths);
  return files;
}

static void
add_pipelines (GHashTable *seen, GPtrArray *paths, const char *folder)
{
  g_autoptr (GPtrArray) files = slw_search_path_list_files (folder, ".pipeline");

  for (guint i = 0; i < files->len; i++) {
    const char *path = g_ptr_array_index (files, i);

    if (g_hash_table_add (seen, g_path_get_basename (path)))
      g_ptr_array_add (paths, g_strdup (path));
  }
}

static int
compare_basenames (gconstpointer a, gconstpointer b)
{
  g_autofree char *left = g_path_get_basename (*(char *const *) a);
  g_autofree char *right = g_path_get_basename (*(char *const *) b);

  return g_strcmp0 (left, right);
}

GPtrArray *
slw_search_path_list_pipelines (const char *const *folders)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; folders[i] != NULL; i++) {
    g_autofree char *beside = g_build_filename (folders[i], "..", SLW_PIPELINES_FOLDER, NULL);
    g_autofree char *pipelines = g_canonicalize_filename (beside, NULL);

    add_pipelines (seen, paths, folders[i]);
    add_pipelines (seen, paths, pipelines);
  }
  g_ptr_array_sort (paths, compare_basenames);
  return paths;
}
