/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/runner-kit.h"

/* Steps that fail, and what forbids a step. */

#define STOPS                                                                                                        \
  "[pipeline]\n"                                                                                                     \
  "[step check]\nKind=scripted.do\nParam.1=READ -- test ${server.name} != two || { echo bad $$HOME >&2; exit 4; }\n" \
  "[step change]\nKind=scripted.do\nAfter=check\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_failure_stops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin (&fixture->kit, STOPS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "two: step “check”: line 1: “sh -c "));
  g_assert_nonnull (strstr (error->message, "ended with status 4:\nbad /"));
  g_assert_true (g_str_has_suffix (error->message, "\nNothing was changed on any server."));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_cmpint (get_outcome (fixture, "one", "check"), ==, SLW_OUTCOME_DONE);
  g_assert_cmpint (get_outcome (fixture, "one", "change"), ==, SLW_OUTCOME_BLOCKED);
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpuint (steps->len, ==, 6);
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "check")->outcome, ==, "failed");
  g_assert_cmpstr (engine_kit_find_row (steps, "one", "change")->outcome, ==, "blocked");
  g_assert_nonnull (strstr (engine_kit_find_row (steps, "one", "change")->message, "“check” on two, which is failed"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "'outcome': <'blocked'>"), ==, 3);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "failed");
}

#define CONTINUES                                      \
  "[pipeline]\n"                                       \
  "[step try]\nKind=scripted.do\nOnFailure=continue\n" \
  "Param.1=MUTATE -- test ${server.name} = one\n"      \
  "[step go]\nKind=scripted.do\nAfter=try\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_continue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "two: step “try”: "));
  g_assert_nonnull (strstr (error->message, "three: step “try”: "));
  g_assert_true (g_str_has_suffix (error->message, "3 servers had been changed before that."));
  g_assert_true (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "two"));
}

/* One failure is allowed; the second, which is one too many, stops what has not started. */
static void
test_budget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  slw_platform_set_setting (fixture->kit.platform, "run", "failure-budget", "1");
  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_BUDGET);
  g_assert_true (g_str_has_prefix (
      error->message, "2 of 3 servers failed, 1 is allowed (2 failed, 0 unreachable, 0 blocked)\ntwo: step “try”: "));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_cmpstr (engine_kit_find_node (&fixture->kit, "one", "go")->message, ==, "the failure budget is exceeded");
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "stopped");
  slw_platform_set_setting (fixture->kit.platform, "run", "failure-budget", "2");
  g_clear_error (&error);
  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (engine_kit_has_file (&fixture->kit, "one"));
}

/* The server that fails waits until the others are in the middle of their actions. */
#define STOP_ALL                                                                                                  \
  "[pipeline]\n"                                                                                                  \
  "[step try]\nKind=scripted.do\nOnFailure=stop-all\n"                                                            \
  "Param.1=READ -- test ${server.name} != two || { until test -e ${set.dir}/one-began"                            \
  " && test -e ${set.dir}/three-began; do sleep 0.1; done; touch ${set.dir}/failed; exit 1; }\n"                  \
  "Param.2=MUTATE -- touch ${set.dir}/${server.name}-began; until test -e ${set.dir}/failed; do sleep 0.1; done;" \
  " touch ${set.dir}/${server.name}-action\n"                                                                     \
  "Param.3=WAIT 3600\nParam.4=MUTATE -- touch ${set.dir}/${server.name}-next\n"

/* What runs on the others is let go of, but the action of now is not cut off. */
static void
test_stop_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, STOP_ALL);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (engine_kit_has_file (&fixture->kit, "one-action"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one-next"));
  g_assert_nonnull (strstr (error->message, "three: step “try”: let go of after an action"));
}

static void
test_link_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) lost = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "the link was lost");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  kit_transport_break (fixture->two, "seen on two", lost);
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_cmpint (get_outcome (fixture, "two", "look"), ==, SLW_OUTCOME_UNREACHABLE);
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "look")->outcome, ==, "unreachable");
}

#define HOSTILE                                                                       \
  "[pipeline]\n"                                                                      \
  "[step look]\nKind=scripted.do\nRoles=main\nParam.1=HIDE a-secret-of-ours\n"        \
  "Param.2=READ -- printf 'a-secret-of-ours \\\\033[2J\\\\377'\nParam.3=OUTPUT raw\n" \
  "[step fail]\nKind=scripted.do\nRoles=main\nParam.1=NOTE ${look.raw}\nParam.2=FAIL it says ${look.raw}\n"

/* What a provider says of what a server said: its error is foreign text like all others. */
static void
test_hostile_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, HOSTILE);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_nonnull (strstr (error->message, "\\x1b[2J\\xff"));
  g_assert_null (strstr (error->message, "a-secret-of-ours"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "a-secret-of-ours"), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "\\u001b"), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "\\\\x1b[2J"), ==, 1);
  g_assert_false (engine_kit_journal_has (&fixture->kit, "a-secret-of-ours"));
  g_assert_false (engine_kit_journal_has (&fixture->kit, "\033[2J"));
}

#define INHIBITED                                                      \
  "[pipeline]\n"                                                       \
  "[step check]\nKind=scripted.do\nParam.1=FINDING medium few disks\n" \
  "Param.2=FINDING inhibitor 2 GiB of memory | give it more\n"         \
  "[step change]\nKind=scripted.do\nAfter=check\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_inhibitor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  engine_kit_begin (&fixture->kit, INHIBITED);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "one: step “check”: 2 GiB of memory; give it more\n"));
  g_assert_null (strstr (error->message, "few disks"));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINDING, "'medium'"), ==, 3);
  journal_kit_flush_well (fixture->kit.journal);
  lines = slw_journal_list_lines (fixture->kit.journal, fixture->kit.run->id, 0, 0, NULL);
  g_assert_cmpuint (lines->len, ==, 6);
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->text, ==, "few disks");
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->severity, ==, "medium");
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->kind, ==, "finding");
}

/* Gates of a plugin, by its settings. */

static void
test_step_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slw_platform_set_setting (fixture->kit.platform, "scripted", "refuse-step", "change");
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "step “change”: scripted: not today"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
}

static void
test_change_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slw_platform_set_setting (fixture->kit.platform, "scripted", "refuse-change", "two");
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  /* others were changed, so that it is no mere refusal any more */
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "two: step “change”: scripted: not today"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "two"));
}

int
main (int argc, char **argv)
{
  static const RunnerTest tests[] = {
    { "failure-stops", test_failure_stops }, { "continue", test_continue },   { "budget", test_budget },
    { "stop-all", test_stop_all },           { "link-lost", test_link_lost }, { "hostile-error", test_hostile_error },
    { "inhibitor", test_inhibitor },         { "step-gate", test_step_gate }, { "change-gate", test_change_gate },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
