/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The transports that need no server, together: what a recorder writes while the local transport works, a replay plays. */

#include "core/remote/slw-transport-replay.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "core/remote/slw-transport-local.h"
#include "core/remote/slw-transport-recorder.h"

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("no answer within 20 s");
  return G_SOURCE_REMOVE;
}

static GAsyncResult *
wait_for (GAsyncResult **where)
{
  guint deadline = g_timeout_add_seconds (20, on_deadline, NULL);

  while (*where == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  return *where;
}

static gboolean
open_transport (SlwTransport *transport, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_transport_connect_async (transport, NULL, on_done, &result);
  return slw_transport_connect_finish (transport, wait_for (&result), error);
}

static SlwResult *
execute (SlwTransport *transport, const char *command, const char *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GInputStream) stream
      = input != NULL ? g_memory_input_stream_new_from_data (input, strlen (input), NULL) : NULL;
  SlwExecRequest request = { .command = command, .input = stream, .output_limit = 4096, .timeout = 15 };

  slw_transport_exec_async (transport, &request, NULL, on_done, &result);
  return slw_transport_exec_finish (transport, wait_for (&result), error);
}

static void
test_local (void)
{
  g_autoptr (SlwTransport) local = slw_transport_local_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (SlwResult) killed = NULL;

  g_assert_true (open_transport (local, &error));
  result = execute (local, "cat; echo oops >&2; exit 3", "from stdin", &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 3);
  g_assert_cmpstr (slw_result_get_output (result), ==, "from stdin");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "oops\n");
  killed = execute (local, "kill -9 $$", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (killed), ==, 137);
  slw_transport_close (local);
}

static void
test_local_is_bounded (void)
{
  g_autoptr (SlwTransport) local = slw_transport_local_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  g_assert_true (open_transport (local, &error));
  result = execute (local, "head -c 1000000 /dev/zero | tr '\\0' a", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (slw_result_is_truncated (result));
  g_assert_cmpuint (slw_result_get_output_length (result), <, 8192);
}

static void
record (const char *path)
{
  g_autoptr (SlwTransport) local = slw_transport_local_new ();
  g_autoptr (SlwTransport) recorder = slw_transport_recorder_new (local, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) one = NULL;
  g_autoptr (SlwResult) two = NULL;

  g_assert_true (open_transport (recorder, &error));
  one = execute (recorder, "echo first; exit 4", NULL, &error);
  g_assert_no_error (error);
  two = execute (recorder, "cat >/dev/null; echo second >&2", "a secret of standard input", &error);
  g_assert_no_error (error);
}

static void
test_record_and_replay (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "transcript.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (SlwTransport) replay = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) one = NULL;
  g_autoptr (SlwResult) two = NULL;

  record (path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "a secret of standard input"));
  replay = slw_transport_replay_new (path);
  g_assert_true (open_transport (replay, &error));
  two = execute (replay, "cat >/dev/null; echo second >&2", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_errors (two), ==, "second\n");
  one = execute (replay, "echo first; exit 4", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (one), ==, 4);
  g_assert_cmpstr (slw_result_get_output (one), ==, "first\n");
  g_assert_null (execute (replay, "rm -rf /somewhere", NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "rm -rf /somewhere"));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_no_transcript (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "broken.json", NULL);
  g_autoptr (SlwTransport) missing = slw_transport_replay_new (path);
  g_autoptr (SlwTransport) broken = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (open_transport (missing, &error));
  g_assert_nonnull (strstr (error->message, "broken.json"));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "{ \"commands\": 7", -1, NULL));
  broken = slw_transport_replay_new (path);
  g_assert_false (open_transport (broken, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/local", test_local);
  g_test_add_func ("/transport/local-is-bounded", test_local_is_bounded);
  g_test_add_func ("/transport/record-and-replay", test_record_and_replay);
  g_test_add_func ("/transport/no-transcript", test_no_transcript);
  return g_test_run ();
}
