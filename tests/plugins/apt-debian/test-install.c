/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include "apt-test.h"

static void
test_progress (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.install");

  slw_harness_set_param (h, "plan", "cpio=2.13+dfsg-7.1");
  slw_harness_set_param (h, "packages", "cpio");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst cpio (2.13+dfsg-7.1 Debian [amd64])\n", NULL);
  expect_data (h, SLW_EFFECT_MUTATE, "install packages", 0, "install.txt");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare with the plan");
  slw_harness_answer (h, 0, "cpio\tamd64\t2.13+dfsg-7.1\tii \n", NULL);
  slw_harness_expect_done (h, "1 packages installed");
  slw_harness_expect_progress (h, 40, "Retrieving file *");
  slw_harness_expect_progress (h, 40, "Running dpkg");
  slw_harness_expect_progress (h, 100, "installed");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/install/progress", test_progress);
  return g_test_run ();
}
