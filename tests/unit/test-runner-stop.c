/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/runner-kit.h"

/* Runs that are paused, left alone, or cancelled. */

#define TWO_STEPS                                                                                      \
  "[pipeline]\n"                                                                                       \
  "[step first]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- slow-thing\nParam.2=MUTATE -- touch " \
  "${set.dir}/first\n"                                                                                 \
  "[step second]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- touch ${set.dir}/second\n"

static void
on_slow_thing (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  slw_runner_pause (runner, "eve@desk");
}

/* A pause: what is under way ends, with all its actions, and nothing new starts. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 0, "", 0, "");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_slow_thing),
                    fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PAUSED);
  g_assert_true (g_str_has_prefix (error->message, "paused by eve@desk; 1 step is left, and `slipway resume "));
  g_assert_true (engine_kit_has_file (&fixture->kit, "first"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "second"));
  g_assert_cmpstr (engine_kit_find_node (&fixture->kit, "one", "second")->message, ==,
                   "the run was paused by eve@desk");
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE,
                                             "paused by eve@desk; waiting for step “first” on one"),
                    ==, 1);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "paused");
}

/* One that comes during the last step has come too late. */
static void
test_pause_too_late (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, "[pipeline]\n[step only]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- true\n");
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_slow_thing),
                    fixture->kit.runner);
  engine_kit_run_well (&fixture->kit);
}

static void
on_hanging (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  slw_runner_detach (runner);
  slw_runner_detach (runner); /* an impatient operator */
}

/* The run ends at once; what is under way has no outcome, and is not ended. */
static void
test_detach (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) actions = NULL;

  kit_transport_hang (fixture->one, "slow-thing");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect_after (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_hanging),
                          fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_true (g_str_has_prefix (error->message, "detached; "));
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "detached");
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpuint (steps->len, ==, 1);
  g_assert_null (engine_kit_find_row (steps, "one", "first")->outcome);
  actions = slw_journal_list_actions (fixture->kit.journal, engine_kit_find_row (steps, "one", "first")->id, NULL);
  g_assert_false (((SlwJournalAction *) g_ptr_array_index (actions, actions->len - 1))->has_outcome);
  g_cancellable_cancel (fixture->kit.cancellable); /* in a program, the process ends here */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_action (SlwBus *bus, const char *topic, GVariant *payload, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Whoever uses the library may cancel what is under way. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit_transport_hang (fixture->one, "slow-thing");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect_after (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_action),
                          fixture->kit.cancellable);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_true (g_str_has_prefix (error->message, "one: step “first”: the command was cancelled\n"));
  g_assert_true (g_str_has_suffix (error->message, "1 server had been changed before that."));
  g_assert_false (engine_kit_has_file (&fixture->kit, "second"));
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->kit.cancellable);
  kit_transport_hang (fixture->one, SLW_FACTS_BEGIN);
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_cmpuint (count_sent (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  static const RunnerTest tests[] = {
    { "pause", test_pause },   { "pause-too-late", test_pause_too_late }, { "detach", test_detach },
    { "cancel", test_cancel }, { "cancel-before", test_cancel_before },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
