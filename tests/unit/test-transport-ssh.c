/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport-ssh.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/sshd/kit-sshd.h"

#define LIMIT (1024 * 1024)

typedef struct {
  KitSshd *sshd;
  SlwPlatform *platform;
  SlwServer *server;
  SlwTransport *transport;
  GString *seen; /* what on_output was given */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  fixture->sshd = kit_sshd_new (extra);
  fixture->platform = kit_sshd_new_platform (fixture->sshd);
  fixture->server = kit_sshd_new_server (fixture->sshd);
  fixture->transport = slw_transport_ssh_new (fixture->platform, fixture->server);
  fixture->seen = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  slw_transport_close (fixture->transport);
  g_assert_finalize_object (fixture->transport);
  g_object_unref (fixture->platform);
  g_object_unref (fixture->server);
  kit_sshd_free (fixture->sshd);
  g_string_free (fixture->seen, TRUE);
}

static gboolean
do_connect (Fixture *fixture, GError **error)
{
  GAsyncResult *result = NULL;
  gboolean connected;

  slw_transport_connect_async (fixture->transport, NULL, kit_take_result, &result);
  connected = slw_transport_connect_finish (fixture->transport, kit_wait_result (&result, 30), error);
  g_object_unref (result);
  return connected;
}

static SlwResult *
do_request (Fixture *fixture, const SlwExecRequest *request, GError **error)
{
  GAsyncResult *result = NULL;
  SlwResult *answer;

  slw_transport_exec_async (fixture->transport, request, NULL, kit_take_result, &result);
  answer = slw_transport_exec_finish (fixture->transport, kit_wait_result (&result, 120), error);
  g_object_unref (result);
  return answer;
}

static SlwResult *
do_exec (Fixture *fixture, const char *command, GError **error)
{
  SlwExecRequest request = { .command = command, .output_limit = LIMIT, .timeout = 60, .idle_timeout = 30 };

  return do_request (fixture, &request, error);
}

static void
test_exec (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  do_connect (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_transport_get_user (fixture->transport), ==, g_get_user_name ());
  result = do_exec (fixture, "echo out; echo err >&2; exit 7", &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 7);
  g_assert_cmpstr (slw_result_get_output (result), ==, "out\n");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "err\n");
  g_assert_false (slw_result_is_truncated (result));
}

/* The answer to a keepalive stays in libssh2's queue, and its poll calls take that for an error. */
static void
test_errors_after_keepalive (Fixture *fixture, gconstpointer extra)
{
  const char *command = "sleep 2; echo late >&2; echo out; exit 3";
  SlwExecRequest request = { .command = command, .output_limit = LIMIT, .timeout = 20, .idle_timeout = 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  do_connect (fixture, &error);
  g_assert_no_error (error);
  result = do_request (fixture, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 3);
  g_assert_cmpstr (slw_result_get_output (result), ==, "out\n");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "late\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/transport-ssh/exec", Fixture, NULL, set_up, test_exec, tear_down);
  g_test_add ("/transport-ssh/errors-after-keepalive", Fixture, NULL, set_up, test_errors_after_keepalive, tear_down);
  return g_test_run ();
}
