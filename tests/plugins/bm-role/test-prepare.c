/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/prepare.h"

#include "role-test.h"

static void
test_version (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAIN_ROLE, "role.prepare", GOOD_FACTS);

  slw_harness_set_setting (h, "version", "latest");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "version=latest*");
  assert_plays (h);
}

static void
test_cut_off (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAILBOX_ROLE, "role.prepare", GOOD_FACTS);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at what is there");
  slw_harness_answer (h, 0, "installed yes\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*cut off");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prepare/version", test_version);
  g_test_add_func ("/prepare/cut-off", test_cut_off);
  return g_test_run ();
}
