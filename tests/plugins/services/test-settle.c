/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "settle.h"

#include "services-test.h"

static SlwHarness *
new_start (const char *wait)
{
  SlwHarness *h = new_harness ("services.start", "init=systemd\n");
  g_autofree char *down = make_unit ("nginx.service", "inactive");

  slw_harness_set_param (h, "services", "nginx");
  slw_harness_set_param (h, "wait", wait);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
  slw_harness_answer (h, 0, down, NULL);
  return h;
}

/* As long as systemd is at work on it, and the deadline is not over. */
static void
test_waits (void)
{
  g_autoptr (SlwHarness) h = new_start ("5");
  g_autofree char *activating = make_unit ("nginx.service", "activating");

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "start nginx");
  for (guint i = 0; i < 2; i++) {
    slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
    slw_harness_answer (h, 0, activating, NULL);
    slw_harness_expect_wait (h, "nginx is activating");
  }
  slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
  slw_harness_answer (h, 0, activating, NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "ask why they are not up");
  slw_harness_answer (h, 3, "its last words\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "nginx is activating*systemctl start nginx*its last words");
  slw_harness_expect_output (h, "services", "");
  slw_harness_expect_output (h, "failed", "nginx");
  assert_plays (h);
}

/* One that systemd does not mention. */
static void
test_not_there (void)
{
  g_autoptr (SlwHarness) h = new_start ("60");

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "start nginx");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "ask why they are not up");
  slw_harness_answer (h, 4, "", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "nginx is not there*");
  slw_harness_expect_output (h, "services", "");
  slw_harness_expect_output (h, "failed", "nginx");
  assert_plays (h);
}

static void
test_bad_wait (void)
{
  g_autoptr (SlwHarness) h = new_start ("long");

  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.wait=long*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/waits", test_waits);
  g_test_add_func ("/settle/not-there", test_not_there);
  g_test_add_func ("/settle/bad-wait", test_bad_wait);
  return g_test_run ();
}
