/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "download-only-upgrade.h"

#include "set-test.h"

static void
test_keep_days (void)
{
  g_autofree char *set = make_set ("a=2", 3);
  g_autoptr (SlwHarness) h = new_harness ("upgrade.apply", "a=2");

  slw_harness_set_setting (h, "keep-days", "2");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "read what was fetched ahead");
  slw_harness_answer (h, 0, set, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_STALE, "*is 3 days old, and is used for 2*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/download-only-upgrade/keep-days", test_keep_days);
  return g_test_run ();
}
