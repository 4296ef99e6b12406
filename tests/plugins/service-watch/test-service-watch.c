/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway-test/slw-harness.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-step-run-private.h"

/* What the transcripts do not see: what is handed to the core to be repeated. */

static SlwHarness *
new_harness (void)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, SERVICE_WATCH, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", "os.id=debian\n");
  return h;
}

static GPtrArray *
play (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play (h, &error);
  g_assert_no_error (error);
  return slw_step_run_get_watches (slw_harness_get_run (h));
}

static void
test_watches (void)
{
  g_autoptr (SlwHarness) h = new_harness ();
  GPtrArray *watches;

  slw_harness_set_setting (h, "interval", "3");
  slw_harness_begin (h, "service.watch", "shard");
  slw_harness_set_param (h, "services", "smtp imap");
  slw_harness_expect_connect (h, "25");
  slw_harness_answer (h, 0, "220 here", NULL);
  slw_harness_expect_connect (h, "143");
  slw_harness_answer (h, SLW_STATUS_NO_ANSWER, NULL, "refused");
  slw_harness_expect_connect (h, "1143");
  slw_harness_answer (h, 0, "* OK", NULL);
  slw_harness_expect_output (h, "watched", "smtp imap");
  slw_harness_expect_output (h, "silent", "");
  slw_harness_expect_output (h, "ports", "smtp:25 imap:1143");
  slw_harness_expect_done (h, NULL);
  watches = play (h);
  g_assert_cmpuint (watches->len, ==, 2);

  const SlwWatchRequest *smtp = g_ptr_array_index (watches, 0);
  const SlwWatchRequest *imap = g_ptr_array_index (watches, 1);
  g_assert_cmpstr (smtp->service, ==, "smtp");
  g_assert_cmpuint (smtp->interval, ==, 3);
  g_assert_cmpuint (smtp->action->port, ==, 25);
  g_assert_cmpstr (smtp->action->goodbye, ==, "QUIT\r\n");
  /* what was an answer when it was asked first is a failure from now on */
  g_assert_false (slw_action_is_expected (smtp->action, SLW_STATUS_NO_ANSWER));
  g_assert_false (slw_action_is_expected (smtp->action, 1));
  g_assert_cmpstr (imap->service, ==, "imap");
  g_assert_cmpuint (imap->action->port, ==, 1143);
}

static void
test_silent (void)
{
  g_autoptr (SlwHarness) h = new_harness ();

  slw_harness_begin (h, "service.watch", "shard");
  slw_harness_set_param (h, "services", "smtp");
  slw_harness_expect_connect (h, "25");
  slw_harness_answer (h, SLW_STATUS_NO_ANSWER, NULL, "refused");
  slw_harness_expect_output (h, "watched", "");
  slw_harness_expect_output (h, "silent", "smtp");
  slw_harness_expect_output (h, "ports", "");
  slw_harness_expect_done (h, NULL);
  g_assert_cmpuint (play (h)->len, ==, 0);
}

/* A run that goes on in another process, while the server that was watched is still away. */
static void
test_down (void)
{
  g_autoptr (SlwHarness) h = new_harness ();
  const SlwWatchRequest *imap;
  GPtrArray *watches;

  slw_harness_begin (h, "service.watch", "shard");
  slw_harness_set_param (h, "services", "smtp imap");
  slw_harness_set_earlier (h, "ports", "imap:1143");
  for (int i = 0; i < 3; i++) {
    slw_harness_expect_connect (h, i == 0 ? "25" : i == 1 ? "143" : "1143");
    slw_harness_answer (h, SLW_STATUS_NO_ANSWER, NULL, "refused");
  }
  slw_harness_expect_output (h, "watched", "imap");
  slw_harness_expect_output (h, "silent", "smtp");
  slw_harness_expect_output (h, "ports", "imap:1143");
  slw_harness_expect_done (h, NULL);
  watches = play (h);
  g_assert_cmpuint (watches->len, ==, 1);
  imap = g_ptr_array_index (watches, 0);
  g_assert_true (imap->down);
  g_assert_cmpuint (imap->action->port, ==, 1143);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service-watch/watches", test_watches);
  g_test_add_func ("/service-watch/silent", test_silent);
  g_test_add_func ("/service-watch/down", test_down);
  return g_test_run ();
}
