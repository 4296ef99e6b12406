/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lock-wait.h"

#include "apt-debian/apt-test.h"

static void
test_waits (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.refresh");

  expect_state (h, LOCKED);
  slw_harness_expect_wait (h,
                           "*lock-frontend is held by process 1562*unit apt-daily-upgrade.service*waited 2 s of 600*");
  expect_state (h, LOCKED);
  slw_harness_expect_wait (h, "*waited 4 s of 600*");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "refresh the package lists");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

static void
test_gives_up (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.refresh");

  slw_harness_set_setting (h, "lock-wait", "5");
  for (guint i = 0; i < 2; i++) {
    expect_state (h, LOCKED);
    slw_harness_expect_wait (h, NULL);
  }
  expect_state (h, LOCKED);
  slw_harness_expect_failed (h, SLW_ERROR_REFUSED, "*held by process 1562*run for 42 s; waited 4 s*");
  assert_plays (h);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.refresh");

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  expect_state (h, LOCKED);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "refresh the package lists");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.locked", "*held by process 1562*");
  assert_plays (h);
}

static void
test_nonsense (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.refresh");

  expect_state (h, "L x\n");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*not understood*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lock-wait/waits", test_waits);
  g_test_add_func ("/lock-wait/gives-up", test_gives_up);
  g_test_add_func ("/lock-wait/plan", test_plan);
  g_test_add_func ("/lock-wait/nonsense", test_nonsense);
  return g_test_run ();
}
