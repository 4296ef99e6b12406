/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-assign.h"

#include "core/engine/slw-muster.h"
#include "tests/unit/runner-kit.h"

static void
begin (Fixture *fixture, const char *pipeline)
{
  engine_kit_begin (&fixture->kit, pipeline);
  journal_kit_begin_run (fixture->kit.journal, fixture->kit.run->id);
}

static void
muster (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_muster_async (fixture->kit.run, NULL, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  slw_muster_finish (result, FALSE, NULL);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) providers = NULL;
  SlwSchedule *schedule;

  begin (fixture, TOUCH);
  schedule = slw_runner_get_schedule (fixture->kit.runner);
  g_assert_true (slw_assign_check (fixture->kit.run, schedule, &error));
  muster (fixture);
  providers = slw_assign_providers (fixture->kit.run, schedule, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (providers->len, ==, 6);
  g_assert_cmpstr (engine_kit_find_node (&fixture->kit, "two", "look")->plugin, ==, "scripted");
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture, "[pipeline]\n[step safe]\nKind=nobody.knows\nWhen=abort\n");
  muster (fixture);
  g_assert_null (slw_assign_providers (fixture->kit.run, slw_runner_get_schedule (fixture->kit.runner), &error));
  g_assert_true (g_str_has_prefix (error->message, "one: step “safe”: ")); /* before it is needed, not then */
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture, "[pipeline]\n[step only]\nKind=scripted.do\nRoles=edge\n");
  g_assert_false (slw_assign_check (fixture->kit.run, slw_runner_get_schedule (fixture->kit.runner), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

/* Who takes up a run to abort it does so without those that are not there. */
static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) refusal = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "nobody is at home");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) providers = NULL;

  kit_transport_refuse (fixture->two, refusal);
  begin (fixture, TOUCH);
  muster (fixture);
  providers = slw_assign_providers (fixture->kit.run, slw_runner_get_schedule (fixture->kit.runner), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (providers->len, ==, 6);
  g_assert_cmpint (get_outcome (fixture, "two", "look"), ==, SLW_OUTCOME_UNREACHABLE);
  g_assert_cmpint (get_outcome (fixture, "three", "look"), ==, SLW_OUTCOME_PENDING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/assign/all", Fixture, NULL, set_up, test_all, tear_down);
  g_test_add ("/assign/nobody", Fixture, NULL, set_up, test_nobody, tear_down);
  g_test_add ("/assign/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/assign/no-answer", Fixture, NULL, set_up, test_no_answer, tear_down);
  return g_test_run ();
}
