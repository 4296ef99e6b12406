/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* play-transcripts PLUGIN.so FOLDER|FILE…: plays every transcript against the plugin, one test of the TAP output each. */
#include <slipway-test/slw-harness.h>

typedef struct {
  const char *plugin;
  char *path;
} Transcript;

static void
transcript_free (gpointer data)
{
  Transcript *transcript = data;

  g_free (transcript->path);
  g_free (transcript);
}

static void
play (gconstpointer data)
{
  const Transcript *transcript = data;
  g_autoptr (SlwHarness) harness = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_harness_load_plugin (harness, transcript->plugin, &error) || error != NULL);
  g_assert_no_error (error);
  if (!slw_harness_play_transcript (harness, transcript->path, &error)) {
    g_test_message ("%s", error->message);
    g_test_fail ();
  }
}

static void
add_file (const char *plugin, const char *path)
{
  Transcript *transcript = g_new0 (Transcript, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *test = g_strdup_printf ("/transcripts/%s/%s", folder_name, name);

  transcript->plugin = plugin;
  transcript->path = g_strdup (path);
  g_test_add_data_func_full (test, transcript, play, transcript_free);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static guint
add_folder (const char *plugin, const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    add_file (plugin, g_ptr_array_index (names, i));
  return names->len;
}

int
main (int argc, char **argv)
{
  guint count = 0;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* one that fails does not hide those after it */
  for (int i = 2; i < argc; i++) {
    if (g_file_test (argv[i], G_FILE_TEST_IS_DIR)) {
      count += add_folder (argv[1], argv[i]);
    } else {
      add_file (argv[1], argv[i]);
      count++;
    }
  }
  if (count == 0)
    g_error ("usage: play-transcripts PLUGIN.so FOLDER|FILE…, with at least one transcript");
  return g_test_run ();
}
