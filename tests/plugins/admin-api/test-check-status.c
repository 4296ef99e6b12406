/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-check-status.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The script really runs, on logs of the test's own. */
static char *
run_script (const char *old_log, const char *log, const char *since)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-checks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "core.log", NULL);
  g_autofree char *old_path = g_strconcat (path, ".1", NULL);
  g_auto (GStrv) parts = g_strsplit (slw_check_status_script (), "/var/log/bm/core.log", -1);
  g_autofree char *script = g_strjoinv (path, parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;

  g_assert_true (g_file_set_contents (path, log, -1, NULL));
  g_assert_true (old_log == NULL || g_file_set_contents (old_path, old_log, -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c", script, "sh", since, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_remove (old_path);
  g_remove (path);
  g_rmdir (folder);
  return output;
}

static void
test_script (void)
{
  static const char log[] = "2026-11-22 06:59:59,100 [t] x INFO - Status of check check.pg: ERROR - before\n"
                            "2026-11-22 07:00:00,100 [t] x INFO - Status of check check.memory: WARNING - low\n"
                            "2026-11-22 07:00:00,200 [t] x INFO - something else\n";
  g_autofree char *output = run_script (NULL, log, "2026-11-22 07:00:00");

  g_assert_cmpstr (output, ==, "check.memory: WARNING - low\n");
}

/* A log that was rotated in between hides nothing. */
static void
test_rotated (void)
{
  g_autofree char *output = run_script (
      "2026-11-22 07:00:00,100 [t] x INFO - Status of check check.pg: ERROR - a\n",
      "2026-11-22 07:00:01,100 [t] x INFO - Status of check check.memory: OK - null\n", "2026-11-22 07:00:00");

  g_assert_cmpstr (output, ==, "check.pg: ERROR - a\ncheck.memory: OK - null\n");
}

static void
test_explain (void)
{
  g_autofree char *text = slw_check_status_explain ("check.pg: ERROR - old\ncheck.memory: WARNING - low\n"
                                                    "check.pg: OK - null\ncheck.new.thing: ERROR - odd\n");

  g_assert_cmpstr (text, ==,
                   "check.new.thing: ERROR - odd; check.memory: WARNING - low (the main server needs more memory)");
}

static void
test_nothing (void)
{
  static const char *const cases[]
      = { "", "\n", "check.pg: OK - null\n", "no colon\n", ": ERROR - x\n", "check.pg:ERROR\n" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (slw_check_status_explain (cases[i]));
}

static void
test_bounded (void)
{
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *line = g_strconcat ("check.pg: ERROR - ", filler, "\n", NULL);
  g_autofree char *text = slw_check_status_explain (line);

  g_assert_cmpuint (strlen (text), <, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-status/script", test_script);
  g_test_add_func ("/check-status/rotated", test_rotated);
  g_test_add_func ("/check-status/explain", test_explain);
  g_test_add_func ("/check-status/nothing", test_nothing);
  g_test_add_func ("/check-status/bounded", test_bounded);
  return g_test_run ();
}
