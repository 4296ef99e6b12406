/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-talk.h"

#include "talker.h"

static gboolean
on_end (SlwTalk *talk, GError **error)
{
  static const char *const names[] = { "success", "failed", "lost" };

  return slw_talk_done (talk, "%s: %s", names[talk->task], talk->task_message);
}

static gboolean
on_reference (SlwTalk *talk, GError **error)
{
  return slw_talk_watch (talk, "work", on_end, error);
}

static gboolean
start (SlwTalk *talk, GError **error)
{
  slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("work", NULL), "start", on_reference);
  return TRUE;
}

static SlwHarness *
new_harness (const char *reference)
{
  SlwHarness *h = test_talker_new_harness (start, "task-timeout", 3, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  slw_harness_expect_http (h, SLW_EFFECT_MUTATE, "POST", "*/api/work", NULL);
  slw_harness_answer (h, 200, reference, NULL);
  return h;
}

static void
expect_status (SlwHarness *h, int status, const char *body)
{
  slw_harness_expect_http (h, SLW_EFFECT_READ, "GET", "*/api/tasks/t-1", NULL);
  slw_harness_answer (h, status, body, NULL);
}

static void
check (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

static void
test_lagging_counters (void)
{
  g_autoptr (SlwHarness) h = new_harness ("{\"id\":\"t-1\"}");

  expect_status (h, 200, "{\"state\":\"NotStarted\",\"steps\":0,\"progress\":0,\"lastLogEntry\":null}");
  slw_harness_expect_wait (h, "task: work");
  expect_status (h, 200, "{\"state\":\"InProgress\",\"steps\":4,\"progress\":1,\"lastLogEntry\":\"\"}");
  slw_harness_expect_wait (h, "task 25 %: work");
  slw_harness_expect_progress (h, 25, "work");
  expect_status (h, 200, "{\"state\":\"InProgress\",\"steps\":-4,\"progress\":1e99,\"lastLogEntry\":7}");
  slw_harness_expect_wait (h, "task: work");
  expect_status (h, 200, "{\"state\":\"Success\",\"steps\":4,\"progress\":3,\"lastLogEntry\":\"OK\"}");
  slw_harness_expect_done (h, "success: OK");
  check (h);
}

static void
test_error (void)
{
  g_autoptr (SlwHarness) h = new_harness ("{\"id\":\"t-1\"}");

  expect_status (h, 200, "{\"state\":\"InError\",\"steps\":100,\"progress\":100,\"lastLogEntry\":null}");
  slw_harness_expect_done (h, "failed: no reason given");
  check (h);
}

static void
test_lost (void)
{
  g_autoptr (SlwHarness) h = new_harness ("{\"id\":\"t-1\"}");

  expect_status (h, 502, NULL);
  slw_harness_expect_wait (h, NULL);
  expect_status (h, 404, "{\"errorCode\":\"NOT_FOUND\",\"message\":\"no task t-1\"}");
  slw_harness_expect_done (h, "lost: *");
  check (h);
}

static void
test_hangs (void)
{
  g_autoptr (SlwHarness) h = new_harness ("{\"id\":\"t-1\"}");

  for (guint i = 0; i < 4; i++) {
    expect_status (h, 200, "{\"state\":\"InProgress\",\"steps\":2,\"progress\":1,\"lastLogEntry\":\"x\"}");
    if (i < 3)
      slw_harness_expect_wait (h, "task 50 %: work");
  }
  slw_harness_expect_failed (h, SLW_ERROR_TIMED_OUT, "task “work” of main has not ended after 3 s*");
  check (h);
}

static void
test_hostile (void)
{
  static const char *const references[] = { "", "[]", "{}", "{\"id\":7}", "{\"id\":\"../x\"}" };
  static const char *const statuses[] = { "", "null", "[]", "{}", "{\"state\":7}", "{\"state\":\"success\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (references); i++) {
    g_autoptr (SlwHarness) h = new_harness (references[i]);
    slw_harness_expect_failed (h, SLW_ERROR_FAILED, NULL);
    check (h);
  }
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (SlwHarness) h = new_harness ("{\"id\":\"t-1\"}");
    expect_status (h, 200, statuses[i]);
    slw_harness_expect_failed (h, SLW_ERROR_FAILED, NULL);
    check (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/talk-task/lagging-counters", test_lagging_counters);
  g_test_add_func ("/talk-task/error", test_error);
  g_test_add_func ("/talk-task/lost", test_lost);
  g_test_add_func ("/talk-task/hangs", test_hangs);
  g_test_add_func ("/talk-task/hostile", test_hostile);
  return g_test_run ();
}
