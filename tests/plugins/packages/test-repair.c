/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repair.h"

#include "apt-debian/apt-test.h"

#define PLAN "bm-node=4.1 postfix=3.7"
#define SIMULATE "apt-get -q -s install --install-recommends bm-node=4.1 postfix=3.7"
#define INST_NODE "Inst bm-node [4.0] (4.1 BlueMind [all])\nConf bm-node (4.1 BlueMind [all])\n"
#define APT_NODE "*apt-get install *--no-remove bm-node=4.1"
#define INSTALLED "bm-node\tall\t4.1\tii \npostfix\tamd64\t3.7\tii \n"
#define WAITS "Errors were encountered while processing:\n postfix\n"
#define UNFINISHED "A a mess\nX end 0\n"

static SlwHarness *
new_upgrade (const char *plan)
{
  SlwHarness *h = new_bare_harness ("packages.upgrade");

  slw_harness_set_param (h, "plan", plan);
  slw_harness_set_param (h, "remove", "");
  slw_harness_set_param (h, "settled", "no");
  return h;
}

static void
expect_simulation (SlwHarness *h, const char *output)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, SIMULATE);
  slw_harness_answer (h, 0, output, NULL);
}

/* dpkg's own repair, which leaves @state */
static void
expect_repair (SlwHarness *h, int status, const char *state)
{
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "dpkg *--configure -a");
  slw_harness_answer (h, status, "", status != 0 ? WAITS : "");
  expect_state (h, state);
}

static void
expect_reinstall (SlwHarness *h, const char *package)
{
  g_autofree char *command = g_strdup_printf ("*apt-get install *--reinstall --no-remove %s", package);

  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, command);
}

/* From the simulation to the end, as without any repair. */
static void
assert_upgrades (SlwHarness *h)
{
  expect_simulation (h, INST_NODE);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT_NODE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare with the plan");
  slw_harness_answer (h, 0, INSTALLED, NULL);
  slw_harness_expect_done (h, "2 packages upgraded");
  assert_plays (h);
}

/* The power went while dpkg unpacked bm-node: postfix waits for it, and only the plan brings it. */
static void
test_plan_mends (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "A a mess\nR bm-node=4.0\nX end 0\n");
  expect_repair (h, 1, "A a mess\nR bm-node=4.0\nX end 0\n");
  assert_upgrades (h);
}

/* It went before bm-node's turn came: nothing is half installed, but what was unpacked waits for it. */
static void
test_waits_for_plan (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, UNFINISHED);
  expect_repair (h, 1, UNFINISHED);
  assert_upgrades (h);
}

/* A new version brings a new script. */
static void
test_new_script (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "A a mess\nF bm-node\nX end 0\n");
  expect_repair (h, 1, "A a mess\nF bm-node\nX end 0\n");
  assert_upgrades (h);
}

static void
test_same_script (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "A a mess\nF postfix\nX end 0\n");
  expect_repair (h, 1, "A a mess\nF postfix\nX end 0\n");
  expect_simulation (h, INST_NODE);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "an interrupted run of dpkg can't be finished: postfix failed:*");
  assert_plays (h);
}

/* The plan does not bring it: it is put in place as it was. */
static void
test_put_back (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_repair (h, 0, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_simulation (h, INST_NODE);
  expect_reinstall (h, "tzdata=2026a");
  expect_state (h, NO_LOCKS);
  assert_upgrades (h);
}

/* With it, what waited for it is in order, too. */
static void
test_put_back_mends (void)
{
  g_autoptr (SlwHarness) h = new_upgrade ("");

  expect_state (h, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_repair (h, 1, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_reinstall (h, "tzdata=2026a");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_done (h, "finished an interrupted run of dpkg");
  assert_plays (h);
}

/* The broken one goes with the plan. */
static void
test_goes (void)
{
  g_autoptr (SlwHarness) h = new_upgrade ("bm-node=4.1");

  slw_harness_set_param (h, "remove", "postfix=3.6");
  expect_state (h, "A a mess\nF postfix\nX end 0\n");
  expect_repair (h, 1, "A a mess\nF postfix\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Remv postfix [3.6]\n" INST_NODE, NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "*apt-get install * bm-node=4.1 postfix-");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare with the plan");
  slw_harness_answer (h, 0, "bm-node\tall\t4.1\tii \n", NULL);
  slw_harness_expect_done (h, "1 packages upgraded");
  assert_plays (h);
}

/* Half configured, but it was not its script that failed. */
static void
test_waits_half_configured (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "A a mess\nF postfix\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "dpkg *--configure -a");
  slw_harness_answer (
      h, 1, "",
      "dpkg: error processing package postfix (--configure):\n dependency problems - leaving unconfigured\n" WAITS);
  expect_state (h, "A a mess\nF postfix\nX end 0\n");
  assert_upgrades (h);
}

/* All of the plan is in place, and what failed is not in it. */
static void
test_plan_is_in_place (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, UNFINISHED);
  expect_repair (h, 1, UNFINISHED);
  expect_simulation (h, "");
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "an interrupted run of dpkg can't be finished: postfix failed:*");
  assert_plays (h);
}

static void
test_lost_race_for_lock (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, UNFINISHED);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "dpkg *--configure -a");
  slw_harness_answer (h, 2, "", "dpkg: error: dpkg frontend lock was locked by another process with pid 7\n");
  expect_state (h, UNFINISHED);
  expect_repair (h, 0, NO_LOCKS);
  assert_upgrades (h);
}

static void
test_put_back_without_plan (void)
{
  g_autoptr (SlwHarness) h = new_upgrade ("");

  expect_state (h, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_repair (h, 0, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_reinstall (h, "tzdata=2026a");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_done (h, "finished an interrupted run of dpkg");
  assert_plays (h);
}

static void
test_cannot_be_put_back (void)
{
  g_autoptr (SlwHarness) failed = new_upgrade ("");
  g_autoptr (SlwHarness) in_vain = new_upgrade ("");

  expect_state (failed, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_repair (failed, 0, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_reinstall (failed, "tzdata=2026a");
  slw_harness_answer (failed, 100, NULL, "E: Can't find a source to download version '2026a' of 'tzdata:all'\n");
  slw_harness_expect_failed (
      failed, SLW_ERROR_FAILED,
      "tzdata=2026a: half installed, and can't be put in place again (a new run *): *Can't find a source*");
  assert_plays (failed);
  expect_state (in_vain, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_repair (in_vain, 0, "A a mess\nR tzdata=2026a\nX end 0\n");
  expect_reinstall (in_vain, "tzdata=2026a");
  expect_state (in_vain, "A a mess\nR tzdata=2026a\nX end 0\n");
  slw_harness_expect_failed (in_vain, SLW_ERROR_FAILED,
                             "tzdata=2026a: still half installed after being put in place again; a new run *");
  assert_plays (in_vain);
}

/* What the plan brings was not put back, and is not blamed for it. */
static void
test_names_what_was_put_back (void)
{
  static const char state[] = "A a mess\nR bm-node=4.0\nR tzdata=2026a\nR zip=3.0\nX end 0\n";
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, state);
  expect_repair (h, 0, state);
  expect_simulation (h, INST_NODE);
  expect_reinstall (h, "tzdata=2026a zip=3.0");
  slw_harness_answer (h, 100, NULL, "E: Can't find a source to download version '2026a' of 'tzdata:all'\n");
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "tzdata=2026a, zip=3.0: half installed, and can't be put*");
  assert_plays (h);
}

static void
test_nothing_comes (void)
{
  g_autoptr (SlwHarness) h = new_upgrade ("");

  expect_state (h, UNFINISHED);
  expect_repair (h, 1, UNFINISHED);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "an interrupted run of dpkg can't be finished: postfix failed:*");
  assert_plays (h);
}

/* The power went twice in one run: that dpkg was repaired after the first time is no answer to the second. */
static void
test_twice (void)
{
  g_autoptr (SlwHarness) h = new_upgrade (PLAN);

  expect_state (h, "J /var/lib/dpkg/updates/0000\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "dpkg *--configure -a");
  slw_harness_answer_recorded (h);
  expect_state (h, "J /var/lib/dpkg/updates/0000\nX end 0\n");
  expect_repair (h, 0, NO_LOCKS);
  assert_upgrades (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repair/plan-mends", test_plan_mends);
  g_test_add_func ("/repair/waits-for-plan", test_waits_for_plan);
  g_test_add_func ("/repair/new-script", test_new_script);
  g_test_add_func ("/repair/same-script", test_same_script);
  g_test_add_func ("/repair/put-back", test_put_back);
  g_test_add_func ("/repair/put-back-mends", test_put_back_mends);
  g_test_add_func ("/repair/goes", test_goes);
  g_test_add_func ("/repair/waits-half-configured", test_waits_half_configured);
  g_test_add_func ("/repair/plan-is-in-place", test_plan_is_in_place);
  g_test_add_func ("/repair/lost-race-for-lock", test_lost_race_for_lock);
  g_test_add_func ("/repair/put-back-without-plan", test_put_back_without_plan);
  g_test_add_func ("/repair/cannot-be-put-back", test_cannot_be_put_back);
  g_test_add_func ("/repair/names-what-was-put-back", test_names_what_was_put_back);
  g_test_add_func ("/repair/nothing-comes", test_nothing_comes);
  g_test_add_func ("/repair/twice", test_twice);
  return g_test_run ();
}
