/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-exec.h"

#include <slipway/slw-error.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/sshd/kit-sshd.h"

#define MIB (1024 * 1024)
#define LARGE (64 * MIB)

/* What may be held while a gibibyte passes. The sanitizer keeps what was freed for a while. */
#ifdef __SANITIZE_ADDRESS__
#define MOST_GROWTH_KB (450 * 1024)
#else
#define MOST_GROWTH_KB (16 * 1024)
#endif

typedef struct {
  KitSshd *sshd;
  SlwServer *server;
  SlwTransport *transport;
  guint64 seen[2]; /* bytes that on_output was given */
  GCancellable *cancellable;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GError) error = NULL;

  fixture->sshd = kit_sshd_new (extra);
  fixture->server = kit_sshd_new_server (fixture->sshd);
  fixture->transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  g_assert_no_error (error);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  slw_transport_close (fixture->transport);
  g_assert_finalize_object (fixture->transport);
  g_object_unref (fixture->server);
  g_object_unref (fixture->cancellable);
  kit_sshd_free (fixture->sshd);
}

static SlwExecRequest
request_for (const char *command)
{
  return (SlwExecRequest){ .command = command, .output_limit = MIB, .timeout = 120, .idle_timeout = 60 };
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->seen[is_stderr ? 1 : 0] += length;
}

static SlwResult *
run (Fixture *fixture, SlwExecRequest *request)
{
  g_autoptr (GError) error = NULL;
  SlwResult *result;

  request->on_output = on_output;
  request->output_data = fixture;
  result = kit_exec (fixture->transport, request, &error);
  g_assert_no_error (error);
  return result;
}

static SlwResult *
run_line (Fixture *fixture, const char *command)
{
  SlwExecRequest request = request_for (command);

  return run (fixture, &request);
}

static void
assert_fails (Fixture *fixture, SlwExecRequest *request, SlwError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = kit_exec (fixture->transport, request, &error);

  g_assert_null (result);
  g_assert_error (error, SLW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, text));
}

static void
assert_still_works (Fixture *fixture)
{
  g_autoptr (SlwResult) result = run_line (fixture, "echo on");

  g_assert_cmpstr (slw_result_get_output (result), ==, "on\n");
}

static void
test_streams (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (SlwResult) result = run_line (fixture, "echo out; echo err >&2; printf 'a\\0b'; exit 7");

  g_assert_cmpint (slw_result_get_status (result), ==, 7);
  g_assert_cmpmem (slw_result_get_output (result), slw_result_get_output_length (result), "out\na\0b", 7);
  g_assert_cmpstr (slw_result_get_errors (result), ==, "err\n");
  g_assert_cmpuint (fixture->seen[0], ==, 7);
  g_assert_cmpuint (fixture->seen[1], ==, 4);
  g_assert_false (slw_result_is_truncated (result));
}

static void
test_statuses (Fixture *fixture, gconstpointer extra)
{
  static const struct {
    const char *command;
    int status;
  } cases[] = { { "true", 0 },
                { "exit 255", 255 },
                { "exec no-such-command", 127 },
                { "kill -TERM $$", 143 },
                { "kill -KILL $$", 137 },
                { "exec /", 126 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwResult) result = run_line (fixture, cases[i].command);

    g_assert_cmpint (slw_result_get_status (result), ==, cases[i].status);
  }
}

/* Twenty commands over one connection: nothing of one is left for the next. */
static void
test_many (Fixture *fixture, gconstpointer extra)
{
  for (int i = 0; i < 20; i++) {
    g_autofree char *command = g_strdup_printf ("echo %d; exit %d", i, i);
    g_autofree char *expected = g_strdup_printf ("%d\n", i);
    g_autoptr (SlwResult) result = run_line (fixture, command);

    g_assert_cmpstr (slw_result_get_output (result), ==, expected);
    g_assert_cmpint (slw_result_get_status (result), ==, i);
  }
}

/* Standard input */

static GBytes *
make_noise (gsize length)
{
  guint32 *words = g_new (guint32, length / 4);
  guint32 state = 1;

  for (gsize i = 0; i < length / 4; i++) {
    state = state * 1664525 + 1013904223;
    words[i] = state;
  }
  return g_bytes_new_take (words, length);
}

static void
test_input (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GBytes) preamble = g_bytes_new_static ("first\n", 6);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("then", 4, NULL);
  SlwExecRequest request = request_for ("cat");
  g_autoptr (SlwResult) nothing = run (fixture, &request);
  g_autoptr (SlwResult) result = NULL;

  g_assert_cmpstr (slw_result_get_output (nothing), ==, "");
  request.preamble = preamble;
  request.input = input;
  result = run (fixture, &request);
  g_assert_cmpstr (slw_result_get_output (result), ==, "first\nthen");
}

static void
test_large_both_ways (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GBytes) noise = make_noise (LARGE);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) back = NULL;
  SlwExecRequest request = request_for ("cat");
  g_autoptr (SlwResult) result = NULL;

  request.input = input;
  request.sink = sink;
  result = run (fixture, &request);
  g_assert_cmpint (slw_result_get_status (result), ==, 0);
  g_assert_cmpuint (slw_result_get_output_length (result), ==, 0);
  g_output_stream_close (sink, NULL, NULL);
  back = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
  g_assert_cmpuint (g_bytes_get_size (back), ==, LARGE);
  g_assert_true (g_bytes_equal (back, noise));
}

static void
test_input_is_not_read (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GBytes) noise = make_noise (LARGE);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_bytes (noise);
  SlwExecRequest request = request_for ("exit 3");
  g_autoptr (SlwResult) result = NULL;

  request.input = input;
  result = run (fixture, &request);
  g_assert_cmpint (slw_result_get_status (result), ==, 3);
  assert_still_works (fixture);
}

static void
test_input_fails (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GFile) folder = g_file_new_for_path ("/proc/self/mem");
  g_autoptr (GFileInputStream) input = g_file_read (folder, NULL, NULL);
  SlwExecRequest request = request_for ("cat");

  request.input = G_INPUT_STREAM (input); /* reading at 0 gives EIO */
  assert_fails (fixture, &request, SLW_ERROR_FAILED, "Input/output error");
  assert_still_works (fixture);
}

/* Output that is too much */

static guint64
memory_kb (const char *key)
{
  g_autofree char *text = kit_sshd_read ("/proc/self/status");
  const char *at = strstr (text, key);

  g_assert_nonnull (at);
  return g_ascii_strtoull (at + strlen (key), NULL, 10);
}

static void
reset_peak (void)
{
  int fd = g_open ("/proc/self/clear_refs", O_WRONLY, 0);

  g_assert_cmpint (write (fd, "5", 1), ==, 1);
  close (fd);
}

static void
assert_bounded (Fixture *fixture, const char *command, guint64 length)
{
  g_autoptr (SlwResult) result = NULL;
  guint64 before;

  reset_peak ();
  before = memory_kb ("VmRSS:");
  result = run_line (fixture, command);
  g_assert_cmpint (slw_result_get_status (result), ==, 0);
  g_assert_true (slw_result_is_truncated (result));
  g_assert_cmpuint (fixture->seen[0], ==, length);
  g_assert_cmpuint (slw_result_get_output_length (result), <, MIB + 100);
  g_test_message ("peak %" G_GUINT64_FORMAT " KiB, %" G_GUINT64_FORMAT " KiB before", memory_kb ("VmHWM:"), before);
  g_assert_cmpuint (memory_kb ("VmHWM:"), <, before + MOST_GROWTH_KB);
}

static void
test_gibibyte_of_lines (Fixture *fixture, gconstpointer extra)
{
  assert_bounded (fixture, "yes | head -c 1073741824", 1024 * (guint64) MIB);
}

static void
test_gibibyte_line (Fixture *fixture, gconstpointer extra)
{
  assert_bounded (fixture, "head -c 1073741824 /dev/zero | tr '\\0' x", 1024 * (guint64) MIB);
}

static void
test_errors_are_bounded (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (SlwResult) result = run_line (fixture, "yes | head -c 33554432 >&2");

  g_assert_true (slw_result_is_truncated (result));
  g_assert_cmpuint (fixture->seen[1], ==, 32 * MIB);
  g_assert_cmpuint (strlen (slw_result_get_errors (result)), <, MIB + 100);
}

static void
test_sink_fails (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GFile) full = g_file_new_for_path ("/dev/full");
  g_autoptr (GFileOutputStream) sink = g_file_append_to (full, G_FILE_CREATE_NONE, NULL, NULL);
  SlwExecRequest request = request_for ("yes | head -c 10000000");

  request.sink = G_OUTPUT_STREAM (sink);
  assert_fails (fixture, &request, SLW_ERROR_FAILED, "No space left");
  assert_still_works (fixture);
}

/* What is lost */

static void
test_timeout (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("while :; do echo busy; read -r x </dev/null || sleep 0.1; done");
  gint64 before = g_get_monotonic_time ();

  request.timeout = 1;
  assert_fails (fixture, &request, SLW_ERROR_TIMED_OUT, "not ended within 1 s");
  g_assert_cmpint (g_get_monotonic_time () - before, <, 5 * G_USEC_PER_SEC);
  assert_still_works (fixture);
}

/* A link that is silent but alive is not lost: keepalives are answered. */
static void
test_silence_is_not_loss (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("sleep 4; echo late");
  g_autoptr (SlwResult) result = NULL;

  request.idle_timeout = 2;
  result = run (fixture, &request);
  g_assert_cmpstr (slw_result_get_output (result), ==, "late\n");
}

static gboolean
stop_sshd (gpointer user_data)
{
  Fixture *fixture = user_data;

  kit_sshd_signal (fixture->sshd, SIGSTOP);
  return G_SOURCE_REMOVE;
}

static void
test_dead_link (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("sleep 100");

  request.idle_timeout = 2;
  g_timeout_add (300, stop_sshd, fixture);
  assert_fails (fixture, &request, SLW_ERROR_UNREACHABLE, "nothing came for 2 s");
  kit_sshd_signal (fixture->sshd, SIGKILL);
  assert_still_works (fixture);
}

static void
cut (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  kit_sshd_signal (fixture->sshd, SIGKILL);
}

static void
test_cut_link (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("echo started; sleep 100");

  request.on_output = cut;
  request.output_data = fixture;
  assert_fails (fixture, &request, SLW_ERROR_UNREACHABLE, "the connection was lost");
  assert_still_works (fixture);
}

static void
cancel (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_cancellable_cancel (fixture->cancellable);
}

static void
test_cancelled (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("echo started; sleep 100");
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  request.on_output = cancel;
  request.output_data = fixture;
  slw_transport_exec_async (fixture->transport, &request, fixture->cancellable, kit_take_result, &result);
  g_assert_null (slw_transport_exec_finish (fixture->transport, kit_wait_result (&result, 20), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_object_unref (result);
  assert_still_works (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer extra)
{
  SlwExecRequest request = request_for ("true");

  assert_fails (fixture, &request, SLW_ERROR_FAILED, "opening a channel failed");
}

#define ADD(path, extra, test) g_test_add ("/ssh-exec/" path, Fixture, extra, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* first, before the sanitizer keeps what others have freed */
  ADD ("gibibyte-of-lines", NULL, test_gibibyte_of_lines);
  ADD ("gibibyte-line", NULL, test_gibibyte_line);
  ADD ("streams", NULL, test_streams);
  ADD ("statuses", NULL, test_statuses);
  ADD ("many", NULL, test_many);
  ADD ("input", NULL, test_input);
  ADD ("large-both-ways", NULL, test_large_both_ways);
  ADD ("input-is-not-read", NULL, test_input_is_not_read);
  ADD ("input-fails", NULL, test_input_fails);
  ADD ("errors-are-bounded", NULL, test_errors_are_bounded);
  ADD ("sink-fails", NULL, test_sink_fails);
  ADD ("timeout", NULL, test_timeout);
  ADD ("silence-is-not-loss", NULL, test_silence_is_not_loss);
  ADD ("dead-link", NULL, test_dead_link);
  ADD ("cut-link", NULL, test_cut_link);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("refused", "MaxSessions 0\n", test_refused);
  return g_test_run ();
}
