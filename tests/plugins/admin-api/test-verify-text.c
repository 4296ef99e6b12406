/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-verify-text.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The scripts really run, on a log of the test's own. */
static char *
run_scan (const char *log, const char *since, const char *uid, const char *ip, const char *which)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-scan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "core.log", NULL);
  g_auto (GStrv) parts = g_strsplit (slw_log_scan_script (), "/var/log/bm/core.log", -1);
  g_autofree char *script = g_strjoinv (path, parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_true (g_file_set_contents (path, log, -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c", script, "sh", since, uid, ip, which,
                              NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_remove (path);
  g_rmdir (folder);
  return output;
}

static void
test_scan (void)
{
  static const char log[] = "2019-07-01 07:00:00,100 [t] n.b.X ERROR - before, 198.18.0.1\n"
                            "2019-07-01 09:00:00,100 [t] n.b.X INFO - ping 198.18.0.1\n"
                            "2019-07-01 09:00:01,100 [t] n.b.X ERROR - about 198.18.0.11\n"
                            "\tat java.lang.Thread ERROR \n"
                            "2019-07-01 09:00:02,100 [t] n.b.X ERROR - about 198.18.0.1: \x1b[31mred\n"
                            "2019-07-01 09:00:03,100 [t] n.b.X ERROR - last\n";
  g_autofree char *output = run_scan (log, "2019-07-01 08:00:00", "uid-1", "198.18.0.1", "all");
  g_autoptr (SlwLogScan) scan = slw_log_scan_parse (output);

  g_assert_nonnull (scan);
  g_assert_cmpuint (scan->errors, ==, 3);
  g_assert_cmpuint (scan->own_errors, ==, 1);
  g_assert_true (g_str_has_suffix (scan->last, "last"));
  g_assert_nonnull (strstr (scan->last_own, "198.18.0.1: \\x1b[31mred"));
  g_assert_cmpstr (scan->since, ==, "2019-07-01 08:00:00");
}

/* An old error does not count for ever, whatever zone the server is in: what is recent, is so in GMT, as the log is. */
static void
test_scan_recent (void)
{
  static const char *const zones[] = { "UTC", "Pacific/Auckland", "America/Los_Angeles" };
  gint64 now = g_get_real_time () / 1000;
  g_autofree char *old = slw_log_scan_format_time (now - 25 * 3600 * G_GINT64_CONSTANT (1000));
  g_autofree char *recent = slw_log_scan_format_time (now - 23 * 3600 * G_GINT64_CONSTANT (1000));
  g_autofree char *log
      = g_strdup_printf ("%s,100 [t] n.b.X ERROR - old uid-1\n%s,100 [t] n.b.X ERROR - uid-1\n", old, recent);

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++) {
    g_autofree char *output = NULL;
    g_autofree char *later = NULL;
    g_autoptr (SlwLogScan) scan = NULL;
    g_autoptr (SlwLogScan) registered = NULL;

    g_setenv ("TZ", zones[i], TRUE);
    output = run_scan (log, "2019-07-01 08:00:00", "uid-1", "198.18.0.1", "recent");
    scan = slw_log_scan_parse (output);
    g_assert_cmpuint (scan->own_errors, ==, 1);
    g_assert_nonnull (strstr (scan->last_own, recent));
    later = run_scan (log, "2099-07-01 08:00:00", "uid-1", "198.18.0.1", "recent");
    registered = slw_log_scan_parse (later);
    g_assert_cmpuint (registered->own_errors, ==, 0);
    g_assert_cmpstr (registered->since, ==, "2099-07-01 08:00:00");
  }
  g_unsetenv ("TZ");
}

static void
test_scan_by_uid (void)
{
  g_autofree char *output
      = run_scan ("2019-07-01 09:00:02,100 [t] ERROR - uid-1 broke\n", "0000", "uid-1", "198.18.0.1", "all");
  g_autoptr (SlwLogScan) scan = slw_log_scan_parse (output);

  g_assert_cmpuint (scan->own_errors, ==, 1);
}

static void
test_scan_hostile (void)
{
  static const char *const cases[] = { "", "1", "1\n2\n\n\n", "x\n0\n\n\n", "-1\n0\n\n\n", "99999999999999\n0\n\n\n" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (slw_log_scan_parse (cases[i]));
}

static void
test_time (void)
{
  g_autofree char *time = slw_log_scan_format_time (G_GINT64_CONSTANT (1561970000000));
  g_autofree char *far = slw_log_scan_format_time (G_MAXINT64);

  g_assert_cmpstr (time, ==, "2019-07-01 08:33:20");
  g_assert_nonnull (far);
}

static void
test_version (void)
{
  static const char *const cases[][2] = { { "installed 4.1.47249-1\n", "4.1.47249" },
                                          { "installed 4.1.47249\n", "4.1.47249" },
                                          { "config-files 4.1.47249\n", NULL },
                                          { "installed \n", NULL },
                                          { "", NULL },
                                          { "package bm-node is not installed\n", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *version = slw_package_version_parse (cases[i][0]);
    g_assert_cmpstr (version, ==, cases[i][1]);
  }
}

static void
test_port (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autoptr (GSubprocess) process = NULL;

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "sh", "-c", slw_port_script (), "sh",
                              "127.0.0.1", number, NULL);
  g_assert_no_error (error);
  g_assert_false (g_subprocess_wait_check (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verify-text/scan", test_scan);
  g_test_add_func ("/verify-text/scan-recent", test_scan_recent);
  g_test_add_func ("/verify-text/scan-by-uid", test_scan_by_uid);
  g_test_add_func ("/verify-text/scan-hostile", test_scan_hostile);
  g_test_add_func ("/verify-text/time", test_time);
  g_test_add_func ("/verify-text/version", test_version);
  g_test_add_func ("/verify-text/port", test_port);
  return g_test_run ();
}
