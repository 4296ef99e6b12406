/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-budget.h"

#include "tests/unit/runner-kit.h"

#define STEPS                                                                                                 \
  "[step try]\nKind=scripted.do\nOnFailure=continue\nParam.1=MUTATE -- test ! -e ${set.dir}/${server.name}\n" \
  "[step go]\nKind=scripted.do\nParam.1=MUTATE -- true\n"

static void
end (Fixture *fixture, const char *server, SlwOutcome outcome)
{
  SlwNode *node;

  do
    node = slw_schedule_take (slw_runner_get_schedule (fixture->kit.runner));
  while (!g_str_equal (slw_server_get_name (node->server), server));
  slw_schedule_finish (slw_runner_get_schedule (fixture->kit.runner), node, outcome);
}

static void
assert_exceeded (Fixture *fixture, const char *expected)
{
  g_autofree char *exceeded = slw_budget_check (fixture->kit.run, slw_runner_get_schedule (fixture->kit.runner));

  g_assert_cmpstr (exceeded, ==, expected);
}

/* Those that failed and those that gave no answer count, what is blocked by them does not. */
static void
test_all_servers (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, "[pipeline]\nFailureBudget=1\n" STEPS);
  assert_exceeded (fixture, NULL);
  end (fixture, "one", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, NULL);
  end (fixture, "two", SLW_OUTCOME_UNREACHABLE);
  assert_exceeded (fixture, "2 of 3 servers failed, 1 is allowed (1 failed, 1 unreachable, 0 blocked)");
}

static void
test_role (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, "[pipeline]\nFailureBudget=100%\nFailureBudget.mailbox=40%\n" STEPS);
  end (fixture, "one", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, NULL);
  end (fixture, "three", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, "1 of 2 mailbox servers failed, 0 are allowed (1 failed, 0 unreachable, 0 blocked)");
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, "[pipeline]\n" STEPS);
  end (fixture, "one", SLW_OUTCOME_FAILED);
  end (fixture, "two", SLW_OUTCOME_FAILED);
  end (fixture, "three", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, NULL);
}

/* The operator's platform file comes before the pipeline. */
static void
test_platform_file (Fixture *fixture, gconstpointer data)
{
  slw_platform_set_setting (fixture->kit.platform, "run", "failure-budget", "0%");
  engine_kit_begin (&fixture->kit, "[pipeline]\nFailureBudget=3\n" STEPS);
  end (fixture, "two", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, "1 of 3 servers failed, 0 are allowed (1 failed, 0 unreachable, 0 blocked)");
}

/* A server that failed before the run was resumed counts until it is done. */
static void
test_before_a_resume (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *bad = g_build_filename (fixture->kit.folder, "two", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (bad, "", 0, NULL));
  engine_kit_begin (&fixture->kit, "[pipeline]\nFailureBudget=1\n" STEPS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED); /* one is allowed */
  id = g_strdup (fixture->kit.run->id);
  engine_kit_begin (&fixture->kit, "[pipeline]\nFailureBudget=1\n" STEPS);
  g_assert_true (slw_run_take_up (fixture->kit.run, id, NULL));
  assert_exceeded (fixture, NULL);
  end (fixture, "three", SLW_OUTCOME_FAILED);
  assert_exceeded (fixture, "2 of 3 servers failed, 1 is allowed (2 failed, 0 unreachable, 0 blocked)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/budget/all-servers", Fixture, NULL, set_up, test_all_servers, tear_down);
  g_test_add ("/budget/role", Fixture, NULL, set_up, test_role, tear_down);
  g_test_add ("/budget/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/budget/platform-file", Fixture, NULL, set_up, test_platform_file, tear_down);
  g_test_add ("/budget/before-a-resume", Fixture, NULL, set_up, test_before_a_resume, tear_down);
  return g_test_run ();
}
