/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include "apt-test.h"

/* What was automatic stays so, although apt-get marks what it is told to upgrade as asked for. */
static void
test_upgrade (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.upgrade");

  slw_harness_set_param (h, "plan", "bm-core=4.1.47249 bm-full=4.1.47249 bm-new=4.1.47249");
  slw_harness_set_param (h, "automatic", "bm-core bm-new");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (
      h, 0,
      "Inst bm-core [4.1.47224] (4.1.47249 BlueMind [all])\nInst bm-full [4.1.47224] (4.1.47249 BlueMind [all])\n"
      "Inst bm-new (4.1.47249 BlueMind [all])\n",
      NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "upgrade packages");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_answer (h, 0, "libc6\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark auto bm-core bm-new");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_answer (h, 0, "bm-core\nbm-new\nlibc6\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare with the plan");
  slw_harness_answer (h, 0, "bm-core\tall\t4.1.47249\tii \nbm-full\tall\t4.1.47249\tii \nbm-new\tall\t4.1.47249\tii \n",
                      NULL);
  slw_harness_expect_done (h, "3 packages upgraded");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upgrade/upgrade", test_upgrade);
  return g_test_run ();
}
