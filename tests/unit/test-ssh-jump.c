/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-jump.h"

#include <slipway/slw-error.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/remote/slw-transport-ssh.h"
#include "tests/sshd/kit-sshd.h"

#define MANY 12

typedef struct {
  KitSshd *gate;
  KitSshd *sshd;
  SlwServer *server;
  SlwLogin *login;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *of_gate = NULL;
  g_autofree char *of_server = NULL;
  g_autofree char *both = NULL;

  fixture->gate = kit_sshd_new (extra);
  fixture->sshd = kit_sshd_new (NULL);
  fixture->server = kit_sshd_new_server (fixture->sshd);
  fixture->login = (SlwLogin *) slw_server_get_login (fixture->server);
  fixture->login->jump = g_strdup_printf ("%s@127.0.0.1:%u", g_get_user_name (), fixture->gate->port);
  kit_sshd_authorize (fixture->gate, fixture->sshd->user_key);
  of_gate = kit_sshd_read (fixture->gate->known_hosts);
  of_server = kit_sshd_read (fixture->sshd->known_hosts);
  both = g_strconcat (of_gate, of_server, NULL);
  g_assert_true (g_file_set_contents (fixture->sshd->known_hosts, both, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  g_object_unref (fixture->server);
  kit_sshd_free (fixture->sshd);
  kit_sshd_free (fixture->gate);
}

static void
assert_refused (Fixture *fixture, SlwError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);

  g_assert_null (transport);
  g_assert_error (error, SLW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, text));
}

static void
assert_works (Fixture *fixture, guint logins)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  g_autoptr (SlwResult) result = NULL;

  g_assert_no_error (error);
  result = kit_exec_line (transport, "echo \"$SSH_CONNECTION\"; cat; exit 4", &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 4);
  g_assert_cmpuint (kit_sshd_count (fixture->gate, "Accepted publickey"), ==, logins);
}

static void
test_through (Fixture *fixture, gconstpointer extra)
{
  assert_works (fixture, 1);
}

/* The same gate twice is a route of two jumps as well. */
static void
test_two_gates (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *once = g_steal_pointer (&fixture->login->jump);

  fixture->login->jump = g_strdup_printf ("%s,%s", once, once);
  assert_works (fixture, 2);
}

/* 8 MiB each way through a tunnel, with sums. */
static void
test_large (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  gsize length = 8 * 1024 * 1024;
  g_autofree char *data = g_malloc (length);
  g_autoptr (GBytes) noise = NULL;
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (SlwResult) result = NULL;
  SlwExecRequest request = { .command = "cat", .output_limit = 2 * length, .timeout = 120, .idle_timeout = 60 };

  g_assert_no_error (error);
  for (gsize i = 0; i < length; i++)
    data[i] = i * 7 + (i >> 9);
  noise = g_bytes_new_static (data, length);
  input = g_memory_input_stream_new_from_bytes (noise);
  request.input = input;
  result = kit_exec (transport, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (slw_result_get_output (result), slw_result_get_output_length (result), data, length);
}

/* Many servers behind one gate log in to it once. */
static void
test_shared (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (SlwPlatform) platform = kit_sshd_new_platform (fixture->sshd);
  SlwTransport *transports[MANY];
  GAsyncResult *results[MANY] = { NULL };
  SlwExecRequest request = { .command = "echo $((6 * 7))", .output_limit = 100, .timeout = 60, .idle_timeout = 60 };

  for (int i = 0; i < MANY; i++) {
    transports[i] = slw_transport_ssh_new (platform, fixture->server);
    slw_transport_exec_async (transports[i], &request, NULL, kit_take_result, &results[i]);
  }
  for (int i = 0; i < MANY; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwResult) result = slw_transport_exec_finish (transports[i], kit_wait_result (&results[i], 60), &error);

    g_assert_no_error (error);
    g_assert_cmpstr (slw_result_get_output (result), ==, "42\n");
    g_object_unref (results[i]);
    slw_transport_close (transports[i]);
    g_assert_finalize_object (transports[i]);
  }
  g_assert_cmpuint (kit_sshd_count (fixture->gate, "Accepted publickey"), <=, 2);
}

static void
test_unknown_gate (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *of_server = g_strdup ("# none\n");

  g_assert_true (g_file_set_contents (fixture->sshd->known_hosts, of_server, -1, NULL));
  assert_refused (fixture, SLW_ERROR_DENIED, "jump host 127.0.0.1: its host key is not known");
}

static void
test_gate_refuses (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *file = g_build_filename (fixture->gate->folder, "authorized_keys", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  assert_refused (fixture, SLW_ERROR_DENIED, "jump host 127.0.0.1: cannot log in");
}

static void
test_gate_down (Fixture *fixture, gconstpointer extra)
{
  kit_sshd_stop (fixture->gate);
  assert_refused (fixture, SLW_ERROR_UNREACHABLE, "jump host 127.0.0.1: cannot connect");
}

static void
test_server_down (Fixture *fixture, gconstpointer extra)
{
  kit_sshd_stop (fixture->sshd);
  assert_refused (fixture, SLW_ERROR_UNREACHABLE, "jump host 127.0.0.1 cannot connect to 127.0.0.1 port");
}

static void
test_forbidden (Fixture *fixture, gconstpointer extra)
{
  assert_refused (fixture, SLW_ERROR_UNREACHABLE, "jump host 127.0.0.1 cannot connect to");
}

/* A server behind the gate that swallows packets does not hold up the others. */
static void
test_stuck_server (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (SlwPlatform) platform = kit_sshd_new_platform (fixture->sshd);
  g_autofree char *config = g_build_filename (fixture->sshd->folder, "config", NULL);
  g_autofree char *text
      = g_strdup_printf ("Host 127.0.0.1\n ConnectTimeout 4\n IdentityFile %s\n", fixture->sshd->user_key);
  g_autoptr (SlwServer) stuck = kit_sshd_new_server (fixture->sshd);
  SlwLogin *login = (SlwLogin *) slw_server_get_login (stuck);
  g_autoptr (SlwTransport) waits = slw_transport_ssh_new (platform, stuck);
  g_autoptr (SlwTransport) works = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  gint64 before = g_get_monotonic_time ();
  int fds[4];

  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  g_setenv ("SLIPWAY_SSH_CONFIG", config, TRUE);
  login->port = kit_full_port (fds);
  login->jump = g_strdup (fixture->login->jump);
  login->use_ssh_config = TRUE;
  slw_transport_connect_async (waits, NULL, kit_take_result, &result);
  kit_sshd_count (fixture->gate, "Accepted publickey"); /* it is at the gate now, and its channel is being opened */
  works = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  g_assert_no_error (error);
  g_assert_null (result);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 4 * G_USEC_PER_SEC);
  g_assert_false (slw_transport_connect_finish (waits, kit_wait_result (&result, 20), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "in time"));
  g_object_unref (result);
  for (int i = 0; i < 4; i++)
    close (fds[i]);
}

static void
cut (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  kit_sshd_signal (fixture->gate, SIGKILL);
}

static void
test_gate_dies (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  SlwExecRequest request
      = { .command = "echo started; sleep 100", .output_limit = 100, .timeout = 60, .idle_timeout = 60 };
  g_autoptr (SlwResult) result = NULL;

  g_assert_no_error (error);
  request.on_output = cut;
  request.output_data = fixture;
  g_assert_null (kit_exec (transport, &request, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_clear_error (&error);
  result = kit_exec_line (transport, "echo again", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_output (result), ==, "again\n");
}

#define ADD(path, extra, test) g_test_add ("/ssh-jump/" path, Fixture, extra, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("through", NULL, test_through);
  ADD ("two-gates", NULL, test_two_gates);
  ADD ("large", NULL, test_large);
  ADD ("shared", NULL, test_shared);
  ADD ("unknown-gate", NULL, test_unknown_gate);
  ADD ("gate-refuses", NULL, test_gate_refuses);
  ADD ("gate-down", NULL, test_gate_down);
  ADD ("server-down", NULL, test_server_down);
  ADD ("forbidden", "AllowTcpForwarding no\n", test_forbidden);
  ADD ("stuck-server", NULL, test_stuck_server);
  ADD ("gate-dies", NULL, test_gate_dies);
  return g_test_run ();
}
