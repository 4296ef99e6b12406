/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "packages.h"

#include "apt-debian/apt-test.h"

/* The setting and the step's parameter add up. */
static void
test_refused (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.plan");

  slw_harness_set_setting (h, "refuse", "nullmailer;ssmtp");
  slw_harness_set_setting (h, "recommends", "false");
  slw_harness_set_param (h, "packages", "a");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "* --no-install-recommends a ssmtp- nullmailer-");
  slw_harness_answer (h, 0, "X update 0\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "0");
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

static void
test_keep_address (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  slw_harness_set_param (h, "keep-address", "perhaps");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.keep-address=perhaps: yes or no*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packages/refused", test_refused);
  g_test_add_func ("/packages/keep-address", test_keep_address);
  return g_test_run ();
}
