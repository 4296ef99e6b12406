/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restore.h"

#include "hosts-test.h"

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.restore", OWN END);

  slw_harness_expect_done (h, "no web host but the product's own");
  assert_plays (h);
}

static void
test_still_enabled (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.restore", "E " INTRANET "\nR " INTRANET "\n" END);

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "forget the list of web hosts");
  slw_harness_answer (h, 0, END, NULL);
  slw_harness_expect_done (h, "none had to be enabled");
  assert_plays (h);
}

static void
test_disabled (void)
{
  g_autoptr (SlwHarness) h
      = new_harness ("web.restore", OWN "R " INTRANET "\nR bad ../sites-available/bad\nR gone /x\n" END);

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "enable web hosts");
  slw_harness_answer (h, 0, "N bad nginx: [emerg] unknown \033 directive\nG gone\nD intranet\n" END, NULL);
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "web.refused", "the web host bad stays disabled*\\x1b directive");
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "web.gone", "the web host gone was enabled before*");
  slw_harness_expect_done (h, "enabled again: intranet");
  assert_plays (h);
}

static void
test_cut_off (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.restore", "R " INTRANET "\n" END);

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "enable web hosts");
  slw_harness_answer (h, 0, "D intranet\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "*cut off*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restore/nothing", test_nothing);
  g_test_add_func ("/restore/still-enabled", test_still_enabled);
  g_test_add_func ("/restore/disabled", test_disabled);
  g_test_add_func ("/restore/cut-off", test_cut_off);
  return g_test_run ();
}
