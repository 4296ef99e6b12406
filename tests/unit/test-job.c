/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-job.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "core/api/slw-result-private.h"
#include "tests/sshd/kit-sshd.h"

typedef struct {
  char *folder;
  GString *seen[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("slipway-job-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->seen[0] = g_string_new (NULL);
  fixture->seen[1] = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kit_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_string_free (fixture->seen[0], TRUE);
  g_string_free (fixture->seen[1], TRUE);
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_len (fixture->seen[is_stderr ? 1 : 0], data, (gssize) length);
}

static SlwAction *
make_action (const char *script, const char *input)
{
  const char *const argv[] = { "sh", "-c", script, "x", "it's", "two words\n", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_MUTATE, "try it", argv);

  slw_action_set_env (action, "WORD", "$(id)");
  if (input != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (input, strlen (input));

    slw_action_set_stdin (action, bytes);
  }
  return action;
}

/* Starts a shell that runs the command of the job, as sshd would; half of its output may be taken only. */
static GSubprocess *
start (SlwJob *job, SlwAction *action, const char *input)
{
  g_autoptr (SlwRemoteCommand) command = slw_job_make_command (job, action, SLW_PRIVILEGE_ROOT, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                          | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                                      &error, "sh", "-c", command->line, NULL);
  GOutputStream *in;
  gsize length;
  const char *preamble = g_bytes_get_data (command->preamble, &length);

  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (process);
  g_assert_true (g_output_stream_write_all (in, preamble, length, NULL, NULL, &error));
  if (input != NULL)
    g_assert_true (g_output_stream_write_all (in, input, strlen (input), NULL, NULL, &error));
  g_output_stream_close (in, NULL, NULL);
  return g_steal_pointer (&process);
}

static SlwResult *
finish (Fixture *fixture, SlwJob *job, GSubprocess *process, GError **error)
{
  GInputStream *out = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GBytes) err = NULL;
  g_autoptr (SlwResult) answer = NULL;
  char byte;

  while (g_input_stream_read (out, &byte, 1, NULL, NULL) == 1) /* a frame may come in any parts */
    slw_job_feed (job, &byte, 1, on_output, fixture);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  err = g_input_stream_read_bytes (g_subprocess_get_stderr_pipe (process), 4096, NULL, NULL);
  answer = slw_result_new (g_subprocess_get_exit_status (process), NULL, err);
  return slw_job_dup_result (job, answer, error);
}

static SlwResult *
run (Fixture *fixture, SlwJob *job, const char *script, const char *input, GError **error)
{
  g_autoptr (SlwAction) action = make_action (script, input);
  g_autoptr (GSubprocess) process = start (job, action, input);

  return finish (fixture, job, process, error);
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJob) job = slw_job_new (fixture->folder, "one", 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  g_assert_false (slw_job_was_sent (job));
  result
      = run (fixture, job, "printf '%s|' \"$@\" \"$WORD\" \"$LC_ALL\"; cat; echo bad >&2; exit 3", "in\nput", &error);
  g_assert_no_error (error);
  g_assert_true (slw_job_was_sent (job));
  g_assert_cmpint (slw_job_get_state (job), ==, SLW_JOB_ENDED);
  g_assert_cmpint (slw_result_get_status (result), ==, 3);
  g_assert_cmpstr (slw_result_get_output (result), ==, "it's|two words\n|$(id)|C|in\nput");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "bad\n");
  g_assert_cmpstr (fixture->seen[0]->str, ==, slw_result_get_output (result));
  g_assert_cmpstr (fixture->seen[1]->str, ==, "bad\n");
}

/* However often it is asked for: it runs once, and each who asks gets all of it. */
static void
test_runs_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_strdup_printf ("echo x >>%s/count; sleep 0.2; echo done", fixture->folder);
  g_autofree char *path = g_build_filename (fixture->folder, "count", NULL);
  g_autoptr (SlwAction) action = make_action (script, NULL);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_job_free);
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *count = NULL;

  for (guint i = 0; i < 6; i++) {
    g_ptr_array_add (jobs, slw_job_new (fixture->folder, "one", 1000));
    g_ptr_array_add (processes, start (g_ptr_array_index (jobs, i), action, NULL));
  }
  for (guint i = 0; i < jobs->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwResult) result = finish (fixture, jobs->pdata[i], processes->pdata[i], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (slw_result_get_output (result), ==, "done\n");
  }
  count = kit_sshd_read (path);
  g_assert_cmpstr (count, ==, "x\n");
}

/* The link goes while it runs: what came is not asked for again, and nothing is missing. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *gate = g_build_filename (fixture->folder, "gate", NULL);
  g_autofree char *script
      = g_strdup_printf ("echo early; while [ ! -e %s ]; do sleep 0.02; done; echo late; echo late >&2; exit 5", gate);
  g_autoptr (SlwJob) job = slw_job_new (fixture->folder, "one", 1000);
  g_autoptr (SlwAction) action = make_action (script, NULL);
  g_autoptr (GSubprocess) first = start (job, action, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  while (fixture->seen[0]->len < strlen ("early")) { /* without its newline */
    char byte;

    g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (first), &byte, 1, NULL, &error), ==, 1);
    slw_job_feed (job, &byte, 1, on_output, fixture);
  }
  g_assert_cmpint (slw_job_get_state (job), ==, SLW_JOB_RUNNING);
  g_subprocess_force_exit (first);
  g_assert_true (g_file_set_contents (gate, "", 0, &error));
  result = run (fixture, job, script, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 5);
  g_assert_cmpstr (slw_result_get_output (result), ==, "early\nlate\n");
  g_assert_cmpstr (fixture->seen[0]->str, ==, "early\nlate\n");
  g_assert_cmpstr (slw_result_get_errors (result), ==, "late\n");
}

static void
test_dead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJob) job = slw_job_new (fixture->folder, "one", 1000);
  g_autoptr (SlwJob) again = slw_job_new (fixture->folder, "one", 1000);
  g_autoptr (GError) error = NULL;
  const char *script = "echo before; kill -9 $PPID; kill -9 $$";

  g_assert_null (run (fixture, job, script, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "it was killed, or the server was restarted"));
  g_assert_nonnull (strstr (error->message, "before"));
  g_assert_cmpint (slw_job_get_state (job), ==, SLW_JOB_DEAD);
  g_clear_error (&error);
  g_assert_null (run (fixture, again, script, NULL, &error)); /* it is not started again */
  g_assert_cmpint (slw_job_get_state (again), ==, SLW_JOB_DEAD);
}

/* Half of an input starts nothing, and the folder of the jobs may be missing for good. */
static void
test_not_started (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJob) job = slw_job_new (fixture->folder, "one", 1000);
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (SlwJob) nowhere = slw_job_new (file, "one", 1000);
  g_autoptr (SlwAction) action = make_action ("touch started", "all of it");
  g_autoptr (GSubprocess) half = start (job, action, "all");
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (fixture, job, half, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "only 3 of 9 bytes of the input came; nothing was started"));
  g_assert_cmpint (slw_job_get_state (job), ==, SLW_JOB_UNKNOWN);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (file, "", 0, &error));
  g_assert_null (run (fixture, nowhere, "true", NULL, &error));
  g_assert_nonnull (strstr (error->message, "cannot make the folder of the job"));
}

/* The input may be a secret: nothing of it stays in the folder of the job. */
static void
test_input_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJob) job = slw_job_new (fixture->folder, "one", 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = run (fixture, job, "cat >/dev/null", "hunter2-hunter2", &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = kit_run ("sh", "-c", "grep -rl hunter2-hunter2 \"$0\" /run/slipway-input.* 2>/dev/null; true",
                   fixture->folder, NULL);
  g_assert_cmpstr (found, ==, "");
}

static void
assert_nonsense (const char *text)
{
  g_autoptr (SlwJob) job = slw_job_new ("/nowhere", "one", 1000);
  g_autoptr (SlwResult) answer = slw_result_new (0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  slw_job_feed (job, text, strlen (text), NULL, NULL);
  g_assert_null (slw_job_dup_result (job, answer, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

static void
test_nonsense (void)
{
  const char *const texts[] = { "",
                                "\n",
                                "s\n",
                                "q\n",
                                "s\nx\n",
                                "s\nx 256\n",
                                "s\nx -1\n",
                                "s\no 5\nab",
                                "s\no\n",
                                "sx\nx 0\n",
                                "s\nx 0\nx 1\n",
                                "s\nd\nx 0\n",
                                "s\no 99999999999999999999\n",
                                "sssssssssssssssssssssssssssssssssssssssssss\nx 0\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_nonsense (texts[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/job/runs", Fixture, NULL, set_up, test_runs, tear_down);
  g_test_add ("/job/runs-once", Fixture, NULL, set_up, test_runs_once, tear_down);
  g_test_add ("/job/goes-on", Fixture, NULL, set_up, test_goes_on, tear_down);
  g_test_add ("/job/dead", Fixture, NULL, set_up, test_dead, tear_down);
  g_test_add ("/job/not-started", Fixture, NULL, set_up, test_not_started, tear_down);
  g_test_add ("/job/input-is-gone", Fixture, NULL, set_up, test_input_is_gone, tear_down);
  g_test_add_func ("/job/nonsense", test_nonsense);
  return g_test_run ();
}
