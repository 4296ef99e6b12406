/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hold.h"

#include "apt-debian/apt-test.h"

static SlwHarness *
begin (const char *state)
{
  SlwHarness *h = new_bare_harness ("packages.hold");

  slw_harness_set_param (h, "packages", "bm-core bm-node");
  if (state != NULL)
    slw_harness_set_param (h, "state", state);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showhold");
  slw_harness_answer (h, 0, "bm-core\n", NULL);
  return h;
}

static void
test_hold (void)
{
  g_autoptr (SlwHarness) h = begin (NULL);

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark hold bm-node");
  slw_harness_expect_done (h, "held");
  slw_harness_expect_output (h, "changed", "bm-node");
  assert_plays (h);
}

static void
test_unhold (void)
{
  g_autoptr (SlwHarness) h = begin ("unhold");

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark unhold bm-core");
  slw_harness_expect_done (h, "released");
  slw_harness_expect_output (h, "changed", "bm-core");
  assert_plays (h);
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) h = begin (NULL);

  slw_harness_answer (h, 0, "bm-core\nbm-node\n", NULL);
  slw_harness_expect_done (h, "held already");
  slw_harness_expect_output (h, "changed", "");
  assert_plays (h);
}

static void
test_params (void)
{
  g_autoptr (SlwHarness) none = new_bare_harness ("packages.hold");
  g_autoptr (SlwHarness) state = new_bare_harness ("packages.hold");

  slw_harness_expect_failed (none, SLW_ERROR_INVALID, "Param.packages is empty*");
  assert_plays (none);
  slw_harness_set_param (state, "state", "freeze");
  slw_harness_expect_failed (state, SLW_ERROR_INVALID, "Param.state=freeze*");
  assert_plays (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hold/hold", test_hold);
  g_test_add_func ("/hold/unhold", test_unhold);
  g_test_add_func ("/hold/nothing", test_nothing);
  g_test_add_func ("/hold/params", test_params);
  return g_test_run ();
}
