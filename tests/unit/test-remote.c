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

  slw_remote_run_async (fixture->remote, action, NULL, NULL, NULL, kit_take_result, &result);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/remote/exec", Fixture, NULL, set_up, test_exec, tear_down);
  g_test_add ("/remote/put-get", Fixture, NULL, set_up, test_put_get, tear_down);
  return g_test_run ();
}
