/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-waits.h"

#include <string.h>

#include "core/api/slw-server-private.h"

#define TEXT                                                                                            \
  "[pipeline]\n[step check]\nKind=kit.try\n[step storage]\nKind=kit.try\nRoles=mailbox\n[step "         \
  "watch]\nKind=kit.try\nRoles=main\n"                                                                  \
  "[step upgrade]\nKind=kit.try\nRoles=main\nAfter=storage\n[step last]\nKind=kit.try\nAfter=*\n[step " \
  "safe]\nKind=kit.try\nWhen=abort\n"

/* A server m (main), many others (mailbox), and what is on record of them. */
typedef struct {
  GPtrArray *servers;
  GPtrArray *steps;
  SlwJournalRun run;
} Fixture;

static void
add_server (Fixture *fixture, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };

  g_ptr_array_add (fixture->servers, slw_server_new (name, name, roles, slw_login_new ()));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->servers = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_journal_step_free);
  add_server (fixture, "m", "main");
  add_server (fixture, "a", "mailbox");
  add_server (fixture, "b", "mailbox");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->servers);
  g_ptr_array_unref (fixture->steps);
}

static void
add_step (Fixture *fixture, const char *server, const char *step, const char *outcome)
{
  SlwJournalStep *row = g_new0 (SlwJournalStep, 1);

  row->server = g_strdup (server);
  row->step = g_strdup (step);
  row->outcome = g_strdup (outcome);
  g_ptr_array_add (fixture->steps, row);
}

static void
assert_described (Fixture *fixture, gboolean with_schedule, const char *server, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline = slw_pipeline_parse (TEXT, strlen (TEXT), "test.pipeline", &error);
  g_autoptr (SlwWaits) waits = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  waits = slw_waits_new (&fixture->run, fixture->steps,
                         with_schedule ? slw_schedule_new (pipeline, fixture->servers, 8) : NULL);
  text = slw_waits_describe (waits, server);
  g_assert_cmpstr (text, ==, expected);
}

static void
add_checked (Fixture *fixture)
{
  add_step (fixture, "m", "check", "done");
  add_step (fixture, "a", "check", "done");
  add_step (fixture, "b", "check", "done");
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  assert_described (fixture, TRUE, "m", "step “watch” is next");
  add_step (fixture, "m", "watch", "done");
  add_step (fixture, "a", "storage", NULL);
  add_step (fixture, "b", "storage", NULL);
  assert_described (fixture, TRUE, "m", "waits for step “storage” on a, b");
}

/* What an earlier process has left blocked has not begun in this one. */
static void
test_remarks (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  add_step (fixture, "m", "watch", "done");
  add_step (fixture, "a", "storage", "failed");
  assert_described (fixture, TRUE, "m", "waits for step “storage” on a (failed), b (not begun)");
  add_step (fixture, "b", "storage", "blocked");
  assert_described (fixture, TRUE, "m", "waits for step “storage” on a (failed), b (not begun)");
  fixture->run.outcome = (char *) "failed";
  assert_described (fixture, TRUE, "m", "waits for step “storage” on a (failed), b (blocked)");
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  add_step (fixture, "m", "watch", "done");
  add_step (fixture, "a", "storage", NULL);
  add_step (fixture, "b", "storage", "done");
  fixture->run.abandoned = TRUE;
  assert_described (fixture, TRUE, "m", "waits for step “storage” on a (interrupted)");
}

/* Of each server the first step that is waited for, and of none the one that stands for an abort. */
static void
test_several_steps (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  add_step (fixture, "a", "storage", "done");
  add_step (fixture, "b", "storage", NULL);
  add_step (fixture, "m", "watch", NULL);
  assert_described (fixture, TRUE, "a", "waits for step “storage” on b; step “watch” on m");
  add_step (fixture, "a", "last", "done");
  assert_described (fixture, TRUE, "a", "all its steps are done");
}

static void
test_many_servers (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++) {
    g_autofree char *name = g_strdup_printf ("s%u", i);

    add_server (fixture, name, "mailbox");
    add_step (fixture, name, "storage", NULL);
  }
  add_checked (fixture);
  add_step (fixture, "m", "watch", "done");
  add_step (fixture, "a", "storage", "done");
  add_step (fixture, "b", "storage", "ceiling");
  for (guint i = 2; i < fixture->servers->len; i++)
    add_step (fixture, slw_server_get_name (g_ptr_array_index (fixture->servers, i)), "check", "done");
  assert_described (fixture, TRUE, "m", "waits for step “storage” on s0, s1, s2, s3, s4, s5, s6, s7 and 2 more");
}

/* Without the files nobody knows what comes after what. */
static void
test_no_schedule (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  assert_described (fixture, FALSE, "m", NULL);
  add_step (fixture, "a", "storage", NULL);
  add_step (fixture, "b", "storage", "unreachable");
  assert_described (fixture, FALSE, "m", "is not under way; not done elsewhere: step “storage” on a, b (unreachable)");
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  add_checked (fixture);
  fixture->run.outcome = (char *) "done";
  assert_described (fixture, TRUE, "m", NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/waits/running", test_running },
    { "/waits/remarks", test_remarks },
    { "/waits/interrupted", test_interrupted },
    { "/waits/several-steps", test_several_steps },
    { "/waits/many-servers", test_many_servers },
    { "/waits/no-schedule", test_no_schedule },
    { "/waits/done", test_done },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
