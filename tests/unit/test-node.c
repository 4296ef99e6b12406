/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-node.h"

#include "tests/unit/runner-kit.h"

static void
test_outcome (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) gone = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "gone");
  g_autoptr (GError) bad = g_error_new_literal (SLW_ERROR, SLW_ERROR_TIMED_OUT, "slow");

  g_assert_cmpint (slw_node_get_outcome (gone), ==, SLW_OUTCOME_UNREACHABLE);
  g_assert_cmpint (slw_node_get_outcome (bad), ==, SLW_OUTCOME_FAILED);
}

static void
test_assuming (Fixture *fixture, gconstpointer data)
{
  EngineKit *kit = &fixture->kit;
  SlwSchedule *schedule;

  engine_kit_begin_plan (kit, TOUCH);
  schedule = slw_runner_get_schedule (kit->runner);
  g_assert_false (slw_node_is_assuming (kit->run, schedule, engine_kit_find_node (kit, "one", "change")));
  g_hash_table_add (kit->run->assumed, engine_kit_find_node (kit, "two", "look")->server);
  g_assert_true (slw_node_is_assuming (kit->run, schedule, engine_kit_find_node (kit, "one", "change")));
  g_assert_true (slw_node_is_assuming (kit->run, schedule, engine_kit_find_node (kit, "two", "look")));
  g_assert_false (slw_node_is_assuming (kit->run, schedule, engine_kit_find_node (kit, "one", "look")));
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  EngineKit *kit = &fixture->kit;
  SlwNode *node;

  engine_kit_begin (kit, TOUCH);
  node = slw_schedule_take (slw_runner_get_schedule (kit->runner));
  node->plugin = g_strdup ("scripted");
  node->message = g_strdup ("all is well");
  slw_node_publish_started (kit->run, node);
  slw_node_publish_stop (kit->run, slw_runner_get_schedule (kit->runner), "paused", "eve@desk");
  slw_node_publish_finished (kit->run, node, SLW_OUTCOME_DONE);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_STARTED, "'scripted'"), ==, 1);
  g_assert_cmpuint (
      engine_kit_count_events (kit, SLW_TOPIC_STEP_NOTE, "paused by eve@desk; waiting for step “look” on one"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_FINISHED, "all is well"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/node/outcome", Fixture, NULL, set_up, test_outcome, tear_down);
  g_test_add ("/node/assuming", Fixture, NULL, set_up, test_assuming, tear_down);
  g_test_add ("/node/events", Fixture, NULL, set_up, test_events, tear_down);
  return g_test_run ();
}
