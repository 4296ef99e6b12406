/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/runner-kit.h"

/* The lock of the platform, as a run takes and gives it. */

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJournal) other = journal_kit_open (fixture->kit.journal_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) free_error = NULL;

  journal_kit_begin_run (other, "20261122-000000-0001");
  journal_kit_flush_well (other);
  g_assert_true (slw_journal_lock (other, "kit", "20261122-000000-0001", "eve@desk", FALSE, NULL, NULL, &free_error));
  g_assert_no_error (free_error);
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "20261122-000000-0001"));
  g_assert_nonnull (strstr (error->message, "eve@desk"));
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 0);
  /* who only looks needs no lock */
  engine_kit_begin_plan (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  g_assert_true (slw_journal_unlock (other, "kit", "20261122-000000-0001", &free_error));
  g_assert_no_error (free_error);
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  /* and it was given back */
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
}

/* A run of another process takes the lock once the last step has ended. */
static void
steal (SlwBus *bus, const char *topic, GVariant *payload, gpointer user_data)
{
  EngineKit *kit = user_data;
  g_autoptr (SlwJournal) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  if (!g_str_equal (topic, SLW_TOPIC_STEP_FINISHED))
    return;
  other = journal_kit_open (kit->journal_path);
  g_assert_true (slw_journal_lock (other, "kit", "20261122-000000-0001", "eve@desk", TRUE, NULL, &note, &error));
  g_assert_no_error (error);
}

#define ONE_STEP "[pipeline]\n[step change]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- true\n"

/* Who lost the lock does not say how the run ended. */
static void
test_lost_at_the_end (Fixture *fixture, gconstpointer data)
{
  EngineKit *kit = &fixture->kit;
  g_autoptr (SlwJournalRun) row = NULL;
  g_autoptr (GError) error = NULL;

  engine_kit_begin (kit, ONE_STEP);
  g_signal_connect (kit->run->bus, "event", G_CALLBACK (steal), kit);
  g_assert_false (engine_kit_run (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, !=, "done");
}

#define FAILS "[pipeline]\n[step change]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- exit 1\n"

/* Two runs of one program at once: the second finds the first, and the lock goes also when a run fails. */
static void
test_second_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwRun) second = NULL;
  g_autoptr (SlwRunner) runner = NULL;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) locked = NULL;

  engine_kit_begin (&fixture->kit, FAILS);
  second
      = slw_run_new (fixture->kit.platform, NULL, fixture->kit.pipeline, fixture->kit.registry, fixture->kit.journal);
  runner = slw_runner_new (second);
  slw_runner_run_async (fixture->kit.runner, NULL, engine_kit_take_result, &first_result);
  slw_runner_run_async (runner, NULL, engine_kit_take_result, &second_result);
  engine_kit_wait (&second_result);
  g_assert_false (slw_runner_run_finish (runner, second_result, &locked));
  g_assert_error (locked, SLW_ERROR, SLW_ERROR_LOCKED);
  engine_kit_wait (&first_result);
  g_assert_false (slw_runner_run_finish (fixture->kit.runner, first_result, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
}

int
main (int argc, char **argv)
{
  static const RunnerTest tests[] = {
    { "locked", test_locked },
    { "lost-at-the-end", test_lost_at_the_end },
    { "second-run", test_second_run },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
