/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-secret-reference.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#include "core/model/slw-prompt.h"

static char *folder;

static char *
write_file (const char *name, const char *text, gssize length, int mode)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return path;
}

static void
assert_read (const char *reference, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSecret) secret = slw_secret_reference_read (reference, folder, "password of main", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (slw_secret_peek (secret, NULL), ==, wanted);
}

static void
assert_refused (const char *reference, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_secret_reference_read (reference, folder, "password of main", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "password of main: "));
  if (strstr (error->message, message) == NULL)
    g_error ("%s: %s", message, error->message);
}

static void
test_file (void)
{
  g_autofree char *good = write_file ("good", "sesame\n", -1, 0600);
  g_autofree char *windows = write_file ("windows", "sesame\r\n", -1, 0400);
  g_autofree char *lines = write_file ("lines", "one\ntwo\n\n", -1, 0600);
  g_autofree char *empty = write_file ("empty", "\n", -1, 0600);
  g_autofree char *nothing = write_file ("nothing", "", -1, 0600);
  g_autofree char *open_to_group = write_file ("group", "sesame", -1, 0640);
  g_autofree char *open_to_all = write_file ("all", "sesame", -1, 0602);
  g_autofree char *large_text = g_strnfill (64 * 1024 + 1, 'a');
  g_autofree char *large = write_file ("large", large_text, -1, 0600);
  g_autofree char *absolute = g_strconcat ("file:", good, NULL);
  g_autofree char *message = g_strdup_printf ("others; type: chmod 600 %s", open_to_group);

  assert_read ("file:good", "sesame");
  assert_read (absolute, "sesame");
  assert_read ("file: good", "sesame");
  assert_read ("file:windows", "sesame");
  assert_read ("file:lines", "one\ntwo\n");
  assert_refused ("file:empty", "empty is empty");
  assert_refused ("file:nothing", "nothing is empty");
  assert_refused ("file:group", message);
  assert_refused ("file:all", "type: chmod 600");
  assert_refused ("file:large", "more than 64 KiB");
  assert_refused ("file:absent", "absent: No such file");
  assert_refused ("file:.", "is no file");
}

static void
test_file_of_another (void)
{
  g_autofree char *path = write_file ("other", "sesame", -1, 0600);

  if (geteuid () != 0 || chown (path, 65534, 65534) != 0) {
    g_test_skip ("only root can give a file away");
    return;
  }
  assert_refused ("file:other", "belongs to another user (id 65534); type: chown 0 ");
}

static void
test_env (void)
{
  g_setenv ("SLW_TEST_SECRET", "from the environment", TRUE);
  g_setenv ("SLW_TEST_EMPTY", "", TRUE);
  assert_read ("env:SLW_TEST_SECRET", "from the environment");
  assert_refused ("env:SLW_TEST_EMPTY", "SLW_TEST_EMPTY is empty");
  assert_refused ("env:SLW_TEST_NONE", "the environment has no SLW_TEST_NONE");
}

static void
test_command (void)
{
  assert_read ("command:printf '%s\\n' 'two words'", "two words");
  assert_refused ("command:false", "false failed (exit status 1)");
  assert_refused ("command:sh -c 'kill -9 $$'", "sh failed (signal 9)");
  assert_refused ("command:true", "true is empty");
  assert_refused ("command:/nowhere/to/be/found", "cannot be run");
  assert_refused ("command:echo 'open", "has an open quote");
  assert_refused ("command:head -c 100000 /dev/zero", "more than 64 KiB");
  /* No shell: this is an argument. */
  assert_read ("command:echo $HOME;id", "$HOME;id");
}

static void
test_prompt (void)
{
  slw_prompt_allow (FALSE);
  assert_refused ("prompt", "asking is not allowed (--no-input)");
  slw_prompt_allow (TRUE);
}

static void
test_forms (void)
{
  static const char *const bad[]
      = { "", "hunter2secret", "file:", "file: ", "env:", "command:", "Prompt", "prompt:", "FILE:x", "pass:x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (slw_secret_reference_check (bad[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_null (strstr (error->message, "hunter2"));
    assert_refused (bad[i], "must be file:PATH, env:NAME, command:LINE or prompt");
  }
  g_assert_true (slw_secret_reference_check ("prompt", NULL));
  g_assert_true (slw_secret_reference_check ("file:/nowhere", NULL));
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_test_add_func ("/secret-reference/file", test_file);
  g_test_add_func ("/secret-reference/file-of-another", test_file_of_another);
  g_test_add_func ("/secret-reference/env", test_env);
  g_test_add_func ("/secret-reference/command", test_command);
  g_test_add_func ("/secret-reference/prompt", test_prompt);
  g_test_add_func ("/secret-reference/forms", test_forms);
  status = g_test_run ();
  remove_folder ();
  return status;
}
