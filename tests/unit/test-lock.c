/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-lock.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "core/api/slw-result-private.h"
#include "core/remote/slw-job.h"
#include "core/remote/slw-remote-command.h"
#include "tests/sshd/kit-sshd.h"

#define ROUNDS 12

typedef struct {
  char *folder;
  char *lock;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("slipway-lock-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->lock = g_build_filename (fixture->folder, "state", "lock", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kit_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->lock);
}

static GSubprocess *
start (const SlwRemoteCommand *command)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                               | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                           &error, "sh", "-c", command->line, NULL);

  g_assert_no_error (error);
  return process;
}

static SlwResult *
finish (GSubprocess *process, GBytes *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  g_assert_true (g_subprocess_communicate (process, input != NULL ? input : nothing, NULL, &out, &err, &error));
  return slw_result_new (g_subprocess_get_exit_status (process), out, err);
}

static SlwResult *
carry_out (const SlwAction *action, const SlwFence *fence)
{
  g_autoptr (SlwRemoteCommand) command = slw_remote_command_new_for_action (action, 0, SLW_PRIVILEGE_ROOT, NULL, fence);
  g_autoptr (GSubprocess) process = start (command);

  return finish (process, NULL);
}

static SlwAction *
make_take (Fixture *fixture, const char *run, const char *token, guint64 over)
{
  const SlwLockClaim claim = { fixture->lock, run, token, "mail $(id)", "ada", "desk's" };

  return slw_lock_new_take (&claim, over);
}

static SlwLockState *
take (Fixture *fixture, const char *run, const char *token, guint64 over)
{
  g_autoptr (SlwAction) action = make_take (fixture, run, token, over);
  g_autoptr (SlwResult) result = carry_out (action, NULL);
  g_autoptr (GError) error = NULL;
  SlwLockState *state = slw_lock_parse (slw_result_get_output (result), slw_result_get_output_length (result), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_errors (result), ==, "");
  return state;
}

static guint64
take_well (Fixture *fixture, const char *run, const char *token, guint64 over)
{
  g_autoptr (SlwLockState) state = take (fixture, run, token, over);

  g_assert_false (state->is_held);
  g_assert_cmpuint (state->busy->len, ==, 0);
  return state->number;
}

static SlwFence
make_fence (Fixture *fixture, const char *run, guint64 number)
{
  return (SlwFence){ fixture->lock, (char *) run, number };
}

static void
give (Fixture *fixture, guint64 number)
{
  const SlwFence fence = make_fence (fixture, "r", number);
  g_autoptr (SlwAction) action = slw_lock_new_give (&fence);
  g_autoptr (SlwResult) result = carry_out (action, NULL);

  g_assert_cmpint (slw_result_get_status (result), ==, 0);
}

/* --- */

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwLockState) other = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_cmpuint (take_well (fixture, "r1", "a", 0), ==, 1);
  g_assert_cmpint (g_stat (fixture->lock, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpuint (take_well (fixture, "r1", "a", 0), ==,
                    1); /* an answer that was lost on its way is asked for again */
  other = take (fixture, "r2", "b", 0);
  g_assert_true (other->is_held);
  g_assert_cmpstr (other->run, ==, "r1");
  g_assert_cmpint (other->time - other->heartbeat, <, 60);
  text = slw_lock_describe (other);
  g_assert_true (g_str_has_prefix (text, "run r1 of ada on desk's (platform mail $(id)) since 20"));
  give (fixture, 2); /* nobody has that one */
  g_clear_pointer (&other, slw_lock_state_free);
  other = take (fixture, "r2", "b", 0);
  g_assert_true (other->is_held);
  give (fixture, 1);
  g_assert_cmpuint (take_well (fixture, "r2", "b", 0), ==, 2);
}

/* The same run in another process gets a new number, once it was said that it may. */
static void
test_numbers_grow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwLockState) other = NULL;
  g_autofree char *left = NULL;

  g_assert_cmpuint (take_well (fixture, "r1", "a", 0), ==, 1);
  g_assert_cmpuint (take_well (fixture, "r1", "b", 1), ==, 2);
  other = take (fixture, "r3", "c", 1); /* what was to be taken over is not what is there */
  g_assert_true (other->is_held);
  g_assert_cmpuint (other->number, ==, 2);
  g_assert_cmpuint (take_well (fixture, "r3", "c", 2), ==, 3);
  give (fixture, 2);
  give (fixture, 3);
  g_assert_cmpuint (take_well (fixture, "r4", "d", 0), ==, 4);
  left = kit_run ("ls", fixture->lock, NULL);
  g_assert_cmpstr (left, ==, "4\n");
}

static void
test_only_one_wins (Fixture *fixture, gconstpointer data)
{
  GSubprocess *processes[8];
  guint winners = 0;

  for (guint i = 0; i < G_N_ELEMENTS (processes); i++) {
    g_autofree char *token = g_strdup_printf ("t%u", i);
    g_autoptr (SlwAction) action = make_take (fixture, "r", token, 0);
    g_autoptr (SlwRemoteCommand) command
        = slw_remote_command_new_for_action (action, 0, SLW_PRIVILEGE_ROOT, NULL, NULL);

    processes[i] = start (command);
  }
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++) {
    g_autoptr (SlwResult) result = finish (processes[i], NULL);
    g_autoptr (SlwLockState) state
        = slw_lock_parse (slw_result_get_output (result), slw_result_get_output_length (result), NULL);

    g_assert_nonnull (state);
    winners += !state->is_held;
    g_object_unref (processes[i]);
  }
  g_assert_cmpuint (winners, ==, 1);
}

static void
test_guard (Fixture *fixture, gconstpointer data)
{
  const SlwFence mine = make_fence (fixture, "r1", take_well (fixture, "r1", "a", 0));
  const char *const words[] = { "sh", "-c", "cat; echo it\\'s", NULL };
  g_autoptr (SlwAction) change = slw_action_new_exec (SLW_EFFECT_CACHE, "change", words);
  g_autoptr (SlwAction) look = slw_action_new_exec (SLW_EFFECT_READ, "look", words);
  g_autoptr (SlwAction) keep = slw_lock_new_keep (&mine);
  g_autoptr (SlwServer) server = slw_server_new ("main", "::1", (const char *const[]){ NULL }, slw_login_new ());
  g_autoptr (SlwResult) good = carry_out (change, &mine);
  g_autoptr (SlwResult) kept = carry_out (keep, &mine);
  g_autoptr (SlwResult) bad = NULL;
  g_autoptr (SlwResult) read = NULL;
  g_autoptr (SlwResult) gone = NULL;
  g_autoptr (GError) error = NULL;

  slw_server_set_fence (server, mine.folder, mine.run, mine.number);
  g_assert_cmpstr (slw_result_get_output (good), ==, "it's\n");
  g_assert_cmpint (slw_result_get_status (kept), ==, 0);
  g_assert_true (slw_lock_check_answer (server, good, &error));
  g_assert_cmpuint (take_well (fixture, "r2", "b", mine.number), ==, 2);
  bad = carry_out (change, &mine);
  g_assert_cmpstr (slw_result_get_output (bad), ==, "");
  g_assert_false (slw_lock_check_answer (server, bad, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "the lock of server main was taken over by run r2 of ada on desk's"));
  g_assert_nonnull (strstr (error->message, "nothing was sent"));
  g_clear_error (&error);
  read = carry_out (look, &mine); /* who only looks does no harm */
  g_assert_cmpstr (slw_result_get_output (read), ==, "it's\n");
  give (fixture, 2);
  gone = carry_out (keep, &mine);
  g_assert_false (slw_lock_check_answer (server, gone, &error));
  g_assert_nonnull (strstr (error->message, "taken over by a run that has ended since"));
  slw_server_set_fence (server, NULL, NULL, 0);
  g_assert_true (slw_lock_check_answer (server, bad, NULL)); /* a command's own business */
}

static void
test_cannot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = make_take (fixture, "r", "t", 0);
  g_autofree char *state = g_path_get_dirname (fixture->lock);
  g_autoptr (SlwResult) result = NULL;

  g_assert_true (g_file_set_contents (state, "in the way", -1, NULL));
  result = carry_out (action, NULL);
  g_assert_cmpint (slw_result_get_status (result), ==, 120);
  g_assert_nonnull (strstr (slw_result_get_errors (result), "cannot make the folder of the lock"));
}

/* --- jobs --- */

static GSubprocess *
start_job (SlwJob *job, const SlwAction *action, const SlwFence *fence)
{
  g_autoptr (SlwRemoteCommand) command = slw_job_make_command (job, action, SLW_PRIVILEGE_ROOT, NULL, fence);

  return start (command);
}

static SlwResult *
finish_job (GSubprocess *process)
{
  g_autoptr (GBytes) no_input = g_bytes_new_static ("0\n", 2);

  return finish (process, no_input);
}

/* Whoever takes the lock over sees the job, or the job sees that it was taken over; whichever is quicker. */
static void
test_job_is_seen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *jobs = g_build_filename (fixture->folder, "jobs", "r1", NULL);
  guint ran = 0;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *name = g_strdup_printf ("j%u", i);
    g_autofree char *mark = g_build_filename (fixture->folder, name, NULL);
    g_autofree char *gate = g_strconcat (mark, ".gate", NULL);
    g_autofree char *line = g_strdup_printf ("touch %s; until [ -e %s.gate ]; do sleep 0.02; done", mark, mark);
    const char *const words[] = { "sh", "-c", line, NULL };
    g_autofree char *token = g_strdup_printf ("a%u", i);
    g_autofree char *later = g_strdup_printf ("0.%03u", i * 4);
    const SlwFence fence = make_fence (fixture, "r1", take_well (fixture, "r1", token, 0));
    g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_MUTATE, "try it", words);
    g_autoptr (SlwJob) job = slw_job_new (jobs, name, 100);
    g_autoptr (GSubprocess) process = start_job (job, action, &fence);
    g_autoptr (SlwLockState) state = NULL;
    g_autoptr (SlwResult) result = NULL;

    g_assert_cmpint (g_output_stream_write (g_subprocess_get_stdin_pipe (process), "0\n", 2, NULL, NULL), ==, 2);
    g_free (kit_run ("sleep", later, NULL));
    state = take (fixture, "r2", token, fence.number);
    g_assert_false (state->is_held);
    g_assert_true (g_file_set_contents (gate, "", 0, NULL));
    result = finish (process, NULL);
    if (g_file_test (mark, G_FILE_TEST_EXISTS)) {
      g_assert_cmpuint (state->busy->len, ==, 1);
      g_assert_true (g_str_has_prefix (g_ptr_array_index (state->busy, 0), "r1 job "));
      g_assert_nonnull (strstr (slw_result_get_output (result), "\nx 0\n"));
      ran++;
    } else {
      g_assert_cmpint (slw_result_get_status (result), ==, 121);
      g_assert_true (g_str_has_prefix (slw_result_get_errors (result), "slipway-lock-lost "));
    }
    give (fixture, state->number);
  }
  g_test_message ("%u of %u were quicker", ran, ROUNDS);
}

/* A controller of the same run that was refused leaves nothing in the way of the one that goes on. */
static void
test_job_after_refusal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *jobs = g_build_filename (fixture->folder, "jobs", "r1", NULL);
  const char *const words[] = { "echo", "done", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_MUTATE, "try it", words);
  const SlwFence old = make_fence (fixture, "r1", take_well (fixture, "r1", "a", 0));
  const SlwFence new = make_fence (fixture, "r1", take_well (fixture, "r1", "b", old.number));
  g_autoptr (SlwJob) one = slw_job_new (jobs, "j", 100);
  g_autoptr (SlwJob) two = slw_job_new (jobs, "j", 100);
  g_autoptr (SlwJob) three = slw_job_new (jobs, "j", 100);
  g_autoptr (GSubprocess) first = start_job (one, action, &old);
  g_autoptr (SlwResult) refused = finish_job (first);
  g_autoptr (GSubprocess) second = start_job (two, action, &new);
  g_autoptr (SlwResult) good = finish_job (second);
  g_autoptr (GSubprocess) third = start_job (three, action, &old);
  g_autoptr (SlwResult) followed = finish_job (third);

  g_assert_cmpint (slw_result_get_status (refused), ==, 121);
  g_assert_cmpstr (slw_result_get_output (good), ==, "s\no 5\ndone\nx 0\n");
  g_assert_cmpstr (slw_result_get_output (followed), ==, "a\no 5\ndone\nx 0\n"); /* looking on is no change */
}

/* --- what a server may say --- */

static void
test_nonsense (void)
{
  const char *const texts[] = {
    "",
    "mine",
    "mine 1\n",
    "mine x\ntime 1\n",
    "mine 1\nholder\ntime 1\n",
    "held 1\ntime 5\n",
    "held 1\nholder  t\ntime 5\n",
    "held 1\nholder r t\ntime -5\n",
    "held 99999999999999999999\nholder r t\ntime 5\n",
    "mine 0\ntime 5\n",
    "hello world\nmine 1\ntime 5\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (slw_lock_parse (texts[i], strlen (texts[i]), &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  }
}

static void
test_hostile (void)
{
  g_autoptr (GString) text = g_string_new ("held 7\nholder r\033[2J t\nowner ");
  g_autoptr (SlwLockState) state = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "aaaaaaaaaa");
  g_string_append (text, "\ntime 5\n");
  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "busy r x\n");
  state = slw_lock_parse (text->str, text->len, NULL);
  g_assert_nonnull (state);
  g_assert_null (strchr (state->run, '\033'));
  g_assert_cmpuint (strlen (state->owner), <, 1000);
  g_assert_cmpuint (state->busy->len, <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/lock/one-at-a-time", Fixture, NULL, set_up, test_one_at_a_time, tear_down);
  g_test_add ("/lock/numbers-grow", Fixture, NULL, set_up, test_numbers_grow, tear_down);
  g_test_add ("/lock/only-one-wins", Fixture, NULL, set_up, test_only_one_wins, tear_down);
  g_test_add ("/lock/guard", Fixture, NULL, set_up, test_guard, tear_down);
  g_test_add ("/lock/cannot", Fixture, NULL, set_up, test_cannot, tear_down);
  g_test_add ("/lock/job-is-seen", Fixture, NULL, set_up, test_job_is_seen, tear_down);
  g_test_add ("/lock/job-after-refusal", Fixture, NULL, set_up, test_job_after_refusal, tear_down);
  g_test_add_func ("/lock/nonsense", test_nonsense);
  g_test_add_func ("/lock/hostile", test_hostile);
  return g_test_run ();
}
