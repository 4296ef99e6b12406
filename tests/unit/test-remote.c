/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-remote.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/sshd/kit-sshd.h"

typedef struct {
  KitSshd *sshd;
  SlwPlatform *platform;
  SlwServer *server;
  SlwRemote *remote;
  char *path; /* of a file on the server */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  fixture->sshd = kit_sshd_new (extra);
  fixture->platform = kit_sshd_new_platform (fixture->sshd);
  fixture->server = kit_sshd_new_server (fixture->sshd);
  fixture->remote = slw_remote_new (fixture->platform, fixture->server);
  fixture->path = g_build_filename (fixture->sshd->folder, "it's a file", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  slw_remote_close (fixture->remote);
  g_assert_finalize_object (fixture->remote);
  g_object_unref (fixture->platform);
  g_object_unref (fixture->server);
  kit_sshd_free (fixture->sshd);
  g_free (fixture->path);
}

static SlwResult *
run (Fixture *fixture, SlwAction *action, GError **error)
{
  GAsyncResult *result = NULL;
  SlwResult *answer;

  slw_remote_run_async (fixture->remote, action, NULL, NULL, NULL, NULL, kit_take_result, &result);
  answer = slw_remote_run_finish (fixture->remote, kit_wait_result (&result, 120), error);
  g_object_unref (result);
  return answer;
}

static void
test_exec (Fixture *fixture, gconstpointer extra)
{
  const char *const argv[]
      = { "sh", "-c", "printf '%s|' \"$@\" \"$WORD\" \"$LC_ALL\"; cat; exit 3", "x", "a b", "c'd", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_READ, "test", argv);
  g_autoptr (GBytes) input = g_bytes_new_static ("input", 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  slw_action_set_env (action, "WORD", "$(id)");
  slw_action_set_stdin (action, input);
  result = run (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 3);
  g_assert_cmpstr (slw_result_get_output (result), ==, "a b|c'd|$(id)|C|input");
}

static void
test_put_get (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("new\n\0content", 12);
  g_autoptr (SlwAction) put = slw_action_new_put (SLW_EFFECT_MUTATE, "write", fixture->path, content, 0640);
  g_autoptr (SlwAction) get = slw_action_new_get ("read", fixture->path, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) absent = run (fixture, get, &error);
  g_autoptr (SlwResult) written = NULL;
  g_autoptr (SlwResult) read = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (absent), ==, 1);
  written = run (fixture, put, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_errors (written), ==, "");
  g_assert_cmpint (slw_result_get_status (written), ==, 0);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
  read = run (fixture, get, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (read), ==, 0);
  g_assert_cmpmem (slw_result_get_output (read), slw_result_get_output_length (read), "new\n\0content", 12);
}

static SlwResult *
run_to_file (Fixture *fixture, const char *script, guint64 limit, int expected, GError **error)
{
  const char *const argv[] = { "sh", "-c", script, NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_CACHE, "test", argv);
  g_autofree char *path = g_build_filename (fixture->sshd->folder, "new", "kept", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  slw_action_set_output_file (action, file, limit);
  slw_action_expect (action, expected);
  return run (fixture, action, error);
}

/* Streamed into a file of ours, which nobody else may read, and nowhere else. */
static void
test_output_file (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *folder = g_build_filename (fixture->sshd->folder, "new", NULL);
  g_autofree char *path = g_build_filename (folder, "kept", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result
      = run_to_file (fixture, "head -c 300000 /dev/zero; echo said >&2; exit 1", 300000, 1, &error);
  gsize length = 0;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 1);
  g_assert_cmpstr (slw_result_get_output (result), ==, "");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "said\n");
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, ==, 300000);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_remove (path);
  g_rmdir (folder);
}

/* Neither too much nor what failed leaves a file behind. */
static void
test_output_file_fails (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *folder = g_build_filename (fixture->sshd->folder, "new", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = run_to_file (fixture, "head -c 300001 /dev/zero", 300000, 0, &error);
  g_autoptr (SlwResult) bad = NULL;

  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "more than 300000 bytes"));
  g_clear_error (&error);
  bad = run_to_file (fixture, "echo part; exit 2", 300000, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (bad), ==, 2);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* which says that it is empty */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/remote/exec", Fixture, NULL, set_up, test_exec, tear_down);
  g_test_add ("/remote/put-get", Fixture, NULL, set_up, test_put_get, tear_down);
  g_test_add ("/remote/output-file", Fixture, NULL, set_up, test_output_file, tear_down);
  g_test_add ("/remote/output-file-fails", Fixture, NULL, set_up, test_output_file_fails, tear_down);
  return g_test_run ();
}
