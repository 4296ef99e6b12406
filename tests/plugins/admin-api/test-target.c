/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-target.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define NOW "now 2026-11-22 07:00:00\n"

static char *
run (const char *script, const char *target, const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c", script, "sh", target, version, NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

/* The script, on files below @folder. */
static char *
move_script (const char *script, const char *folder)
{
  static const char *const places[] = { "/etc/", "/var/" };
  GString *moved = g_string_new (script);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *place = g_strconcat (folder, places[i], NULL);
    g_string_replace (moved, places[i], place, 0);
  }
  return g_string_free (moved, FALSE);
}

static gboolean
is_chosen (const char *script, const char *target, const char *installed)
{
  g_autofree char *output = run (script, NULL, NULL);
  g_autoptr (SlwTarget) self = slw_target_parse (output);

  g_assert_nonnull (self);
  return slw_target_is_chosen (self, target, installed);
}

/* The scripts really run: what one writes the other reads, until the subscription changes. */
static void
test_scripts (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-target-XXXXXX", NULL);
  g_autofree char *sources = g_build_filename (folder, "etc/apt/sources.list.d", NULL);
  g_autofree char *list = g_build_filename (sources, "bm.list", NULL);
  g_autofree char *reader = move_script (slw_target_read_script (), folder);
  g_autofree char *writer = move_script (slw_target_write_script (), folder);
  g_autofree char *output = NULL;
  g_autofree char *clean = g_strconcat ("rm -rf ", folder, NULL);
  g_autofree char *nothing = NULL;

  g_assert_cmpint (g_mkdir_with_parents (sources, 0700), ==, 0);
  g_assert_true (g_file_set_contents (list, "deb https://x.test/secret/latest bookworm main\n", -1, NULL));
  g_assert_false (is_chosen (reader, "latest", "4.1.47224"));
  output = run (writer, "latest", "4.1.47224");
  g_assert_cmpstr (output, ==, "");
  g_assert_true (is_chosen (reader, "latest", NULL));
  g_assert_false (is_chosen (reader, "current", "4.1.47224"));
  g_assert_true (g_file_set_contents (list, "deb https://x.test/secret/4.1.5 bookworm main\n", -1, NULL));
  g_assert_false (is_chosen (reader, "latest", NULL));
  nothing = run (clean, NULL, NULL);
}

static void
test_current (void)
{
  g_autoptr (SlwTarget) self = slw_target_parse (NOW "digest " A "\nchosen current 4.1.47224 " A "\n");

  g_assert_true (slw_target_is_chosen (self, "current", "4.1.47224"));
  g_assert_false (slw_target_is_chosen (self, "current", "4.1.47249"));
  g_assert_false (slw_target_is_chosen (self, "current", NULL));
}

static void
test_damaged (void)
{
  static const char *const none[] = { "", "digest " A "\n", NOW, NOW "digest xyz\n", "now\ndigest " A "\n" };
  static const char *const unchosen[] = { "chosen\n", "chosen latest\n", "chosen latest 4.1 " B " more\n",
                                          "chosen latest 4.1 zz\n", "chosen latest 4.1 " B "\n" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (slw_target_parse (none[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unchosen); i++) {
    g_autofree char *text = g_strconcat (NOW "digest " A "\n", unchosen[i], NULL);
    g_autoptr (SlwTarget) self = slw_target_parse (text);
    g_assert_nonnull (self);
    g_assert_false (slw_target_is_chosen (self, "latest", "4.1"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/target/scripts", test_scripts);
  g_test_add_func ("/target/current", test_current);
  g_test_add_func ("/target/damaged", test_damaged);
  return g_test_run ();
}
