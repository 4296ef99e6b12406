/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "setup-wizard/slw-setup-cli.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static void
test_options (void)
{
  g_auto (GStrv) all = slw_setup_cli_read_options ("  --domain-admin-pass <P>\n --admin0-pass <P>\n");
  g_auto (GStrv) least = slw_setup_cli_read_options ("");

  g_assert_cmpuint (g_strv_length (all), ==, 3);
  g_assert_cmpuint (g_strv_length (least), ==, 1);
  g_assert_cmpstr (least[0], ==, "--sw-pass");
}

/* A program of that name that prints its arguments, a line each. */
static char *
make_command (const char *folder)
{
  char *path = g_build_filename (folder, "bm-cli", NULL);

  g_assert_true (g_file_set_contents (path, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 3\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  return path;
}

static char **
run_script (const char *folder, const char *contact, const char *again)
{
  g_autofree char *state = g_build_filename (folder, "state", NULL);
  g_auto (GStrv) parts = g_strsplit (slw_setup_cli_script (), "/var/lib/slipway", -1);
  g_autofree char *script = g_strjoinv (state, parts);
  g_autofree char *path = g_strconcat (folder, ":", g_getenv ("PATH"), NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  g_subprocess_launcher_setenv (launcher, "PATH", path, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", script, "sh", "mail.example.test",
                                         "example.test", contact, again, "--sw-pass", "--admin0-pass", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
  return g_strsplit (g_strstrip (output), "\n", -1);
}

static void
test_script (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-cli-XXXXXX", NULL);
  g_autofree char *command = make_command (folder);
  g_auto (GStrv) words = run_script (folder, "ops@example.test", "yes");
  g_auto (GStrv) without = run_script (folder, "", "");
  g_autofree char *state = g_build_filename (folder, "state", NULL);
  g_autofree char *marker = g_build_filename (state, "setup-passwords-pending", NULL);

  g_assert_cmpuint (g_strv_length (words), ==, 13);
  g_assert_cmpstr (words[2], ==, "--external-url");
  g_assert_cmpstr (words[3], ==, "mail.example.test");
  g_assert_cmpstr (words[6], ==, "--set-contact");
  g_assert_cmpstr (words[8], ==, "--reinstall");
  g_assert_cmpstr (words[9], ==, "--sw-pass");
  g_assert_cmpuint (strlen (words[10]), ==, 48);
  g_assert_cmpstr (words[11], ==, "--admin0-pass");
  g_assert_cmpuint (strlen (words[12]), ==, 48);
  g_assert_cmpstr (words[10], !=, words[12]);
  g_assert_cmpuint (g_strv_length (without), ==, 10);
  g_assert_true (g_file_test (marker, G_FILE_TEST_EXISTS));
  g_remove (marker);
  g_rmdir (state);
  g_remove (command);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup-cli/options", test_options);
  g_test_add_func ("/setup-cli/script", test_script);
  return g_test_run ();
}
