/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-watcher.h"

#include <string.h>

#include "tests/unit/engine-kit.h"
#include "tests/unit/greeter-kit.h"
#include "tests/unit/journal-kit.h"

#define ONE_STEP "[pipeline]\n[step only]\nKind=zoo.good\n"
#define PATIENCE 60 /* seconds */

typedef struct {
  EngineKit kit;
  GreeterKit greeter;
  SlwNode *node;
  SlwWatchRequest request;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  engine_kit_add_server (&fixture->kit, "one", "main");
  engine_kit_begin (&fixture->kit, ONE_STEP);
  fixture->node = engine_kit_open_node (&fixture->kit, "zoo");
  greeter_kit_start (&fixture->greeter, 0, "220 here\r\n");
  fixture->request.service = (char *) "smtp";
  fixture->request.interval = 1;
  fixture->request.action = slw_action_new_connect ("does smtp answer?", fixture->greeter.port, "220", "QUIT\r\n");
  slw_action_set_timeout (fixture->request.action, 2);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE)) /* what was given up comes to its end */
    ;
  slw_action_unref (fixture->request.action);
  engine_kit_tear_down (&fixture->kit, NULL);
  greeter_kit_clear (&fixture->greeter);
}

static void
begin (Fixture *fixture)
{
  slw_watcher_add (fixture->kit.run->watcher, fixture->node->server, "only", fixture->node->journal_id,
                   &fixture->request);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("no “%s” within %d seconds", (const char *) user_data, PATIENCE);
  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *fixture, const char *text, guint times)
{
  guint deadline = g_timeout_add_seconds (PATIENCE, on_deadline, (gpointer) text);

  while (engine_kit_count_events (&fixture->kit, SLW_TOPIC_SERVICE_STATE, text) < times)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
wait_for_question (Fixture *fixture)
{
  guint before = fixture->greeter.connections;
  guint deadline = g_timeout_add_seconds (PATIENCE, on_deadline, (gpointer) "question");

  while (fixture->greeter.connections == before)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static GPtrArray *
list_services (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  journal_kit_flush_well (fixture->kit.journal);
  rows = slw_journal_list_services (fixture->kit.journal, fixture->kit.run->id, &error);
  g_assert_no_error (error);
  return rows;
}

static void
assert_row (GPtrArray *rows, guint index, const char *state, const char *message)
{
  const SlwJournalService *row = g_ptr_array_index (rows, index);

  g_assert_cmpstr (row->service, ==, "smtp");
  g_assert_cmpstr (row->state, ==, state);
  g_assert_nonnull (strstr (row->message, message));
}

static void
test_down_and_up (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_real_time ();

  begin (fixture);
  wait_for_question (fixture);
  greeter_kit_stop (&fixture->greeter);
  wait_for (fixture, "'down'", 1);
  greeter_kit_start (&fixture->greeter, fixture->greeter.port, "220 again\r\n");
  wait_for (fixture, "'up'", 1);
  slw_watcher_stop (fixture->kit.run->watcher);
  g_autoptr (GPtrArray) rows = list_services (fixture);
  g_assert_cmpuint (rows->len, ==, 4);
  assert_row (rows, 0, "watched", "");
  assert_row (rows, 1, "down", "refused");
  assert_row (rows, 2, "up", "");
  assert_row (rows, 3, "unwatched", "");
  for (guint i = 0; i < rows->len; i++) {
    const SlwJournalService *row = g_ptr_array_index (rows, i);

    g_assert_cmpint (row->time, >=, before);
    g_assert_cmpint (row->time, <=, g_get_real_time ());
    g_assert_cmpint (row->step, ==, fixture->node->journal_id);
    before = row->time;
  }
}

/* One that is there and cannot serve is down; what it says is hostile. */
static void
test_wrong_greeting (Fixture *fixture, gconstpointer data)
{
  fixture->greeter.greeting = "421 go \033[31maway\r\n";
  begin (fixture);
  wait_for (fixture, "'down'", 1);
  slw_watcher_stop (fixture->kit.run->watcher);
  g_autoptr (GPtrArray) rows = list_services (fixture);
  g_assert_cmpuint (rows->len, ==, 3);
  assert_row (rows, 1, "down", "421 go \\x1b[31maway");
}

/* A question without an answer is not asked a second time, and the end does not wait for it. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  fixture->greeter.greeting = NULL;
  begin (fixture);
  wait_for (fixture, "'down'", 1);
  g_assert_cmpuint (fixture->greeter.connections, ==, 1);
  wait_for_question (fixture);
  slw_watcher_stop (fixture->kit.run->watcher);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_SERVICE_STATE, "'unwatched'"), ==, 1);
}

/* Nothing is said after its end, even when an answer was under way. */
static void
test_freed (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  wait_for_question (fixture);
  greeter_kit_stop (&fixture->greeter);
  slw_watcher_stop (fixture->kit.run->watcher);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_SERVICE_STATE, NULL), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/watcher/down-and-up", Fixture, NULL, set_up, test_down_and_up, tear_down);
  g_test_add ("/watcher/wrong-greeting", Fixture, NULL, set_up, test_wrong_greeting, tear_down);
  g_test_add ("/watcher/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add ("/watcher/freed", Fixture, NULL, set_up, test_freed, tear_down);
  return g_test_run ();
}
