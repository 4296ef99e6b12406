/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs that go on in another process: the same run, with nothing but the journal of the first. */

#include "core/engine/slw-restore.h"

#include "tests/unit/runner-kit.h"

#define THREE_STEPS                                                                                         \
  "[pipeline]\n"                                                                                            \
  "[step look]\nKind=scripted.do\nParam.1=READ -- echo seen on ${server.name}\nParam.2=OUTPUT what\n"       \
  "[step cache]\nKind=scripted.do\nParam.1=CACHE -- echo x >>${set.dir}/cached-${server.name}\n"            \
  "[step change]\nKind=scripted.do\nParam.1=MUTATE -- echo ${look.what} >>${set.dir}/done-${server.name}\n" \
  "Param.2=MUTATE -- echo last >>${set.dir}/done-${server.name}\n"

static void
take_up (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, THREE_STEPS);
  g_assert_true (slw_run_take_up (fixture->kit.run, id, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->kit.run->id, ==, id);
}

static void
assert_file (Fixture *fixture, const char *name, const char *expected)
{
  g_autofree char *path = g_build_filename (fixture->kit.folder, name, NULL);
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
assert_all_done (Fixture *fixture)
{
  const char *const names[] = { "one", "two", "three" };
  g_autoptr (GPtrArray) rows = engine_kit_list_rows (&fixture->kit);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *cached = g_strconcat ("cached-", names[i], NULL);
    g_autofree char *done = g_strconcat ("done-", names[i], NULL);
    g_autofree char *expected = g_strdup_printf ("seen on %s\nlast\n", names[i]);

    assert_file (fixture, cached, "x\n");
    assert_file (fixture, done, expected);
  }
  g_assert_cmpuint (rows->len, ==, 9); /* one row for a step on a server */
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (((const SlwJournalStep *) g_ptr_array_index (rows, i))->outcome, ==, "done");
}

/* What failed is tried again, what was done before is not. */
static void
test_after_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) lost = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "gone");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin (&fixture->kit, THREE_STEPS);
  kit_transport_break (fixture->two, "echo last", lost);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  id = g_strdup (fixture->kit.run->id);
  take_up (fixture, id);
  kit_transport_mend (fixture->two);
  engine_kit_run_well (&fixture->kit);
  assert_all_done (fixture);
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 6);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "done");
}

/* A server that is not there when the run is to go on: what was changed before was changed. */
static void
test_server_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) refusal = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "nobody is at home");
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, THREE_STEPS);
  engine_kit_run_well (&fixture->kit);
  id = g_strdup (fixture->kit.run->id);
  take_up (fixture, id);
  kit_transport_refuse (fixture->two, refusal);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_cmpstr (error->message, ==, "two: nobody is at home\nNothing more was changed on any server.");
}

/* Observers and gates hear of what was done as if it were done now. */
static void
test_events (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  engine_kit_begin (&fixture->kit, THREE_STEPS);
  engine_kit_run_well (&fixture->kit);
  id = g_strdup (fixture->kit.run->id);
  take_up (fixture, id);
  engine_kit_run_well (&fixture->kit);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_STARTED, NULL), ==, 9);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "'done'"), ==, 9);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_STARTED, NULL), ==, 0);
  assert_all_done (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/restore/after-failure", Fixture, NULL, set_up, test_after_failure, tear_down);
  g_test_add ("/restore/server-is-gone", Fixture, NULL, set_up, test_server_is_gone, tear_down);
  g_test_add ("/restore/events", Fixture, NULL, set_up, test_events, tear_down);
  return g_test_run ();
}
