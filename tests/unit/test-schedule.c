/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-schedule.h"

#include <string.h>

#include "core/api/slw-server-private.h"

/* Servers: m (main), a and b (mailbox). */
typedef struct {
  GPtrArray *servers;
  SlwPipeline *pipeline;
  SlwSchedule *schedule;
} Fixture;

static void
add_server (Fixture *fixture, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };

  g_ptr_array_add (fixture->servers, slw_server_new (name, name, roles, slw_login_new ()));
}

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  fixture->servers = g_ptr_array_new_with_free_func (g_object_unref);
  add_server (fixture, "m", "main");
  add_server (fixture, "a", "mailbox");
  add_server (fixture, "b", "mailbox");
  fixture->pipeline = slw_pipeline_parse (text, strlen (text), "test.pipeline", &error);
  g_assert_no_error (error);
  fixture->schedule = slw_schedule_new (fixture->pipeline, fixture->servers, 10);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  g_clear_object (&fixture->schedule);
  g_clear_object (&fixture->pipeline);
  g_ptr_array_unref (fixture->servers);
}

static SlwNode *
find (Fixture *fixture, const char *server, const char *step)
{
  GPtrArray *nodes = slw_schedule_get_nodes (fixture->schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);

    if (g_str_equal (slw_server_get_name (node->server), server) && g_str_equal (node->step->name, step))
      return node;
  }
  return NULL;
}

/* Takes all that may start: "m:prepare a:prepare ". */
static void
assert_taken (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) taken = g_string_new (NULL);
  SlwNode *node;

  while ((node = slw_schedule_take (fixture->schedule)) != NULL)
    g_string_append_printf (taken, "%s:%s ", slw_server_get_name (node->server), node->step->name);
  g_assert_cmpstr (taken->str, ==, expected);
}

static void
end (Fixture *fixture, const char *server, const char *step, SlwOutcome outcome)
{
  slw_schedule_finish (fixture->schedule, find (fixture, server, step), outcome);
}

#define TWO_STEPS            \
  "[pipeline]\n"             \
  "[step one]\nKind=x.one\n" \
  "[step two]\nKind=x.two\nRoles=mailbox\n"

static void
test_each_server_goes_on (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  end (fixture, "a", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "a:two ");
  end (fixture, "m", "one", SLW_OUTCOME_DONE);
  end (fixture, "b", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "b:two ");
  end (fixture, "a", "two", SLW_OUTCOME_DONE);
  g_assert_false (slw_schedule_is_over (fixture->schedule));
  end (fixture, "b", "two", SLW_OUTCOME_DONE);
  g_assert_true (slw_schedule_is_over (fixture->schedule));
  g_assert_cmpuint (slw_schedule_count (fixture->schedule, SLW_OUTCOME_DONE), ==, 5);
}

static void
test_failure_stops_new (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  end (fixture, "m", "one", SLW_OUTCOME_FAILED);
  end (fixture, "a", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "");
  g_assert_cmpint (find (fixture, "a", "two")->outcome, ==, SLW_OUTCOME_BLOCKED);
  g_assert_nonnull (strstr (find (fixture, "a", "two")->message, "“one” on m"));
}

#define EXCEPT "[step storage]\nKind=a.b\nRoles=mailbox\n[step others]\nKind=a.b\nExceptRoles=mailbox edge\n"
#define BARRIER                  \
  "[pipeline]\n"                 \
  "[step check]\nKind=x.check\n" \
  "[step change]\nKind=x.change\nAfter=check\n"

/* Nothing is changed anywhere before the check has passed everywhere. */
static void
test_barrier (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:check a:check b:check ");
  end (fixture, "m", "check", SLW_OUTCOME_DONE);
  end (fixture, "a", "check", SLW_OUTCOME_DONE);
  assert_taken (fixture, "");
  end (fixture, "b", "check", SLW_OUTCOME_DONE);
  assert_taken (fixture, "m:change a:change b:change ");
}

#define CONTINUE                                 \
  "[pipeline]\n"                                 \
  "[step one]\nKind=x.one\nOnFailure=continue\n" \
  "[step two]\nKind=x.two\nAfter=one\n"

/* With OnFailure=continue only the server that failed stays behind. */
static void
test_continue (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  end (fixture, "a", "one", SLW_OUTCOME_UNREACHABLE);
  end (fixture, "m", "one", SLW_OUTCOME_DONE);
  end (fixture, "b", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "m:two b:two ");
  g_assert_cmpint (find (fixture, "a", "two")->outcome, ==, SLW_OUTCOME_BLOCKED);
}

#define BATCH                         \
  "[pipeline]\n"                      \
  "[step one]\nKind=x.one\nBatch=1\n" \
  "[step two]\nKind=x.two\nRoles=mailbox\nOnce=true\n"

static void
test_batch_and_once (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one ");
  end (fixture, "m", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "a:one ");
  g_assert_nonnull (find (fixture, "a", "two"));
  g_assert_null (find (fixture, "b", "two"));
}

static void
test_jobs (Fixture *fixture, gconstpointer text)
{
  g_clear_object (&fixture->schedule);
  fixture->schedule = slw_schedule_new (fixture->pipeline, fixture->servers, 2);
  assert_taken (fixture, "m:one a:one ");
  end (fixture, "m", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "b:one ");
}

static void
test_stop (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  slw_schedule_stop (fixture->schedule, "enough");
  assert_taken (fixture, "");
  g_assert_cmpstr (find (fixture, "a", "two")->message, ==, "enough");
  g_assert_false (slw_schedule_is_over (fixture->schedule));
}

static void
add_servers (Fixture *fixture, guint count)
{
  for (guint i = fixture->servers->len; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("s%u", i);

    add_server (fixture, name, "mailbox");
  }
}

static SlwSchedule *
make_large (Fixture *fixture, guint servers, guint steps, const char *keys)
{
  g_autoptr (GString) file = g_string_new ("[pipeline]\n");
  g_autoptr (SlwPipeline) pipeline = NULL;

  for (guint i = 0; i < steps; i++)
    g_string_append_printf (file, "[step s%u]\nKind=x.y\n%s%s", i, keys, i % 5 == 4 ? "After=*\n" : "");
  add_servers (fixture, servers);
  pipeline = slw_pipeline_parse (file->str, file->len, "large.pipeline", NULL);
  return slw_schedule_new (pipeline, fixture->servers, 50);
}

/* Nodes are not compared with each other: that took five times as long (344 ms for 67 ms, with sanitizers). */
static void
test_large (Fixture *fixture, gconstpointer text)
{
  g_autoptr (SlwSchedule) schedule = NULL;
  gint64 before = g_get_monotonic_time ();
  gint64 took;
  SlwNode *node;

  schedule = make_large (fixture, 100, 30, "");
  while ((node = slw_schedule_take (schedule)) != NULL)
    slw_schedule_finish (schedule, node, SLW_OUTCOME_DONE);
  took = g_get_monotonic_time () - before;
  g_assert_true (slw_schedule_is_over (schedule));
  g_assert_cmpuint (slw_schedule_count (schedule, SLW_OUTCOME_DONE), ==, 3000);
  g_test_message ("3,000 step runs scheduled in %d ms", (int) (took / 1000));
  g_assert_cmpint (took, <, 5 * G_USEC_PER_SEC);
}

/* 50 servers, 8 at a time in a step; every tenth fails somewhere, and the others all get to the end. */
static void
test_fifty_servers (Fixture *fixture, gconstpointer text)
{
  g_autoptr (SlwSchedule) schedule = make_large (fixture, 50, 20, "OnFailure=continue\nBatch=8\n");
  g_autoptr (GQueue) running = g_queue_new ();
  guint in_step[20] = { 0 };
  SlwNode *node;

  do {
    while ((node = slw_schedule_take (schedule)) != NULL) {
      g_assert_cmpuint (++in_step[node->row], <=, 8);
      g_queue_push_tail (running, node);
    }
    g_assert_cmpuint (g_queue_get_length (running), <=, 50);
    node = g_queue_pop_head (running);
    in_step[node->row]--;
    slw_schedule_finish (schedule, node,
                         node->column % 10 == 9 && node->row == 7 ? SLW_OUTCOME_FAILED : SLW_OUTCOME_DONE);
  } while (!g_queue_is_empty (running) || !slw_schedule_is_over (schedule));
  g_assert_cmpuint (slw_schedule_count (schedule, SLW_OUTCOME_FAILED), ==, 5);
  g_assert_cmpuint (slw_schedule_count (schedule, SLW_OUTCOME_BLOCKED), ==, 5 * 12);
  g_assert_cmpuint (slw_schedule_count (schedule, SLW_OUTCOME_DONE), ==, 50 * 20 - 5 * 13);
}

#define ABORT                              \
  "[pipeline]\n"                           \
  "[step one]\nKind=x.one\n"               \
  "[step two]\nKind=x.two\n"               \
  "[step safe]\nKind=x.safe\nWhen=abort\n" \
  "[step last]\nKind=x.last\nWhen=abort\nRoles=main\n"

/* Steps of an abort: not in a run, then on the servers that are named, whatever failed there, and in their order. */
static void
test_rescue (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  end (fixture, "m", "one", SLW_OUTCOME_DONE);
  end (fixture, "a", "one", SLW_OUTCOME_FAILED);
  end (fixture, "b", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "");
  g_assert_true (slw_schedule_is_over (fixture->schedule));
  g_assert_cmpint (find (fixture, "a", "safe")->outcome, ==, SLW_OUTCOME_SKIPPED);
  slw_schedule_rescue (fixture->schedule, find (fixture, "m", "one")->server);
  slw_schedule_rescue (fixture->schedule, find (fixture, "a", "one")->server);
  g_assert_false (slw_schedule_is_over (fixture->schedule));
  assert_taken (fixture, "m:safe a:safe ");
  end (fixture, "a", "safe", SLW_OUTCOME_FAILED); /* is nothing to the other */
  end (fixture, "m", "safe", SLW_OUTCOME_DONE);
  assert_taken (fixture, "m:last ");
  end (fixture, "m", "last", SLW_OUTCOME_DONE);
  g_assert_true (slw_schedule_is_over (fixture->schedule));
  g_assert_cmpint (find (fixture, "b", "safe")->outcome, ==, SLW_OUTCOME_SKIPPED);
}

static void
test_except (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "a:storage b:storage m:others ");
}

/* What stands after a change above the ceiling is not reached; other servers go on. */
static void
test_ceiling (Fixture *fixture, gconstpointer text)
{
  assert_taken (fixture, "m:one a:one b:one ");
  end (fixture, "a", "one", SLW_OUTCOME_CEILING);
  g_assert_cmpint (find (fixture, "a", "two")->outcome, ==, SLW_OUTCOME_CEILING);
  end (fixture, "b", "one", SLW_OUTCOME_DONE);
  assert_taken (fixture, "b:two ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/schedule/each-server-goes-on", Fixture, TWO_STEPS, set_up, test_each_server_goes_on, tear_down);
  g_test_add ("/schedule/failure-stops-new", Fixture, TWO_STEPS, set_up, test_failure_stops_new, tear_down);
  g_test_add ("/schedule/ceiling", Fixture, TWO_STEPS, set_up, test_ceiling, tear_down);
  g_test_add ("/schedule/except", Fixture, EXCEPT, set_up, test_except, tear_down);
  g_test_add ("/schedule/barrier", Fixture, BARRIER, set_up, test_barrier, tear_down);
  g_test_add ("/schedule/continue", Fixture, CONTINUE, set_up, test_continue, tear_down);
  g_test_add ("/schedule/batch-and-once", Fixture, BATCH, set_up, test_batch_and_once, tear_down);
  g_test_add ("/schedule/jobs", Fixture, TWO_STEPS, set_up, test_jobs, tear_down);
  g_test_add ("/schedule/stop", Fixture, TWO_STEPS, set_up, test_stop, tear_down);
  g_test_add ("/schedule/rescue", Fixture, ABORT, set_up, test_rescue, tear_down);
  g_test_add ("/schedule/fifty-servers", Fixture, TWO_STEPS, set_up, test_fifty_servers, tear_down);
  g_test_add ("/schedule/large", Fixture, TWO_STEPS, set_up, test_large, tear_down);
  return g_test_run ();
}
