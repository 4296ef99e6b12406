/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include "lock-wait.h"

#include "apt-debian/apt-test.h"

#define PLAN "bm-node=4.1 postfix=3.7"
#define INST "Inst postfix (3.7 Debian [amd64])\nInst bm-node (4.1 BlueMind [all])\nConf postfix (3.7 Debian [amd64])\n"
#define APT "sh -c 'exec \"$@\" 3>&1' sh apt-get install -q -y *--no-remove bm-node=4.1 postfix=3.7"
#define INSTALLED "bm-node\tall\t4.1\tii \npostfix\tamd64\t3.7\tii \n"

static SlwHarness *
new_install (void)
{
  SlwHarness *h = new_bare_harness ("packages.install");

  slw_harness_set_param (h, "plan", PLAN);
  slw_harness_set_param (h, "remove", "");
  slw_harness_set_param (h, "packages", "bm-node");
  slw_harness_set_param (h, "automatic", "bm-node postfix");
  return h;
}

static void
expect_simulation (SlwHarness *h, const char *output)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-get -q -s install --install-recommends bm-node=4.1 postfix=3.7");
  slw_harness_answer (h, 0, output, NULL);
}

static void
expect_automatic (SlwHarness *h)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_answer (h, 0, "libc6\n", NULL);
}

static void
expect_verification (SlwHarness *h, const char *output)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare with the plan");
  slw_harness_answer (h, 0, output, NULL);
}

static void
expect_mark (SlwHarness *h, const char *locks)
{
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark auto postfix");
  expect_state (h, locks);
}

static void
expect_marked (SlwHarness *h)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_answer (h, 0, "libc6\npostfix\n", NULL);
}

/* What comes after the package manager, to the end: postfix came for bm-node, and is as planned. */
static void
assert_installs (SlwHarness *h, const char *summary)
{
  expect_automatic (h);
  expect_mark (h, NO_LOCKS);
  expect_marked (h);
  expect_verification (h, INSTALLED);
  slw_harness_expect_done (h, summary);
  assert_plays (h);
}

static void
test_install (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  slw_harness_set_param (
      h, "debconf", "postfix postfix/mailname string a.b; postfix postfix/main_mailer_type select No configuration");
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "debconf-set-selections");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  assert_installs (h, "2 packages installed");
}

/* Nobody is in the way of that. */
static void
test_nothing_to_fetch (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.download");

  slw_harness_set_param (h, "plan", "");
  slw_harness_expect_done (h, "nothing to do");
  assert_plays (h);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.install");

  slw_harness_set_param (h, "plan", "");
  slw_harness_set_param (h, "debconf", "postfix postfix/mailname string a.b");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_done (h, "nothing to do");
  assert_plays (h);
}

/* An earlier attempt did it all, or was cut off before the last of it. */
static void
test_done_before (void)
{
  g_autoptr (SlwHarness) h = new_install ();
  g_autoptr (SlwHarness) cut_off = new_install ();

  expect_state (cut_off, NO_LOCKS);
  expect_simulation (cut_off, "0 upgraded\n");
  assert_installs (cut_off, NULL);
  expect_state (h, NO_LOCKS);
  expect_simulation (h, "0 upgraded\n");
  expect_marked (h);
  expect_verification (h, INSTALLED);
  slw_harness_expect_done (h, NULL);
  assert_plays (h);
}

/* An earlier attempt did half of it. */
static void
test_half_done (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, NO_LOCKS);
  expect_simulation (h, "Inst bm-node (4.1 BlueMind [all])\n");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "*--no-remove bm-node=4.1");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_answer (h, 0, "postfix\n", NULL);
  expect_verification (h, INSTALLED);
  slw_harness_expect_done (h, NULL);
  assert_plays (h);
}

static void
test_removal (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.install");

  slw_harness_set_param (h, "plan", "postfix=3.7");
  slw_harness_set_param (h, "remove", "exim4-base=4.96");
  slw_harness_set_param (h, "packages", "postfix");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-get -q -s install --install-recommends postfix=3.7 exim4-base-");
  slw_harness_answer (h, 0, "Remv exim4-base [4.96]\nInst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "*--install-recommends postfix=3.7 exim4-base-");
  expect_verification (h, "postfix\tamd64\t3.7\tii \nexim4-base\tamd64\t4.96\trc \n");
  slw_harness_expect_done (h, "1 packages installed");
  assert_plays (h);
}

static void
test_interrupted (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, "J /var/lib/dpkg/updates/0000\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "dpkg *--configure -a");
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  assert_installs (h, NULL);
}

/* What an earlier process did is not enough when there is something to do all the same. */
static void
test_recorded (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  slw_harness_answer_recorded (h);
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  assert_installs (h, NULL);
}

static void
test_stale (void)
{
  g_autoptr (SlwHarness) more = new_install ();
  g_autoptr (SlwHarness) gone = new_install ();

  expect_state (more, NO_LOCKS);
  expect_simulation (more, INST "Inst other (1 x [all])\nRemv exim4-base [4.96]\n");
  slw_harness_expect_failed (more, SLW_ERROR_STALE, "*other 1 would be installed; exim4-base 4.96 would be removed");
  assert_plays (more);
  expect_state (gone, NO_LOCKS);
  expect_simulation (gone, NULL);
  slw_harness_answer (gone, 100, NULL, "E: Version '4.1' for 'bm-node' was not found\n");
  slw_harness_expect_failed (gone, SLW_ERROR_STALE, "*Version '4.1' for 'bm-node' was not found");
  assert_plays (gone);
}

static void
expect_lost_race (SlwHarness *h)
{
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  slw_harness_answer (h, 100, NULL,
                      "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)\n");
}

static void
test_lost_race_for_lock (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_lost_race (h);
  expect_state (h, LOCKED);
  slw_harness_expect_wait (h, NULL);
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  assert_installs (h, NULL);
}

/* Somebody else is quicker each time. */
static void
test_loses_all_races (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  for (guint i = 0; i <= LOCK_RACES_MAX; i++)
    expect_lost_race (h);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "*held by process 7*");
  assert_plays (h);
}

/* Another apt ran while the packages were marked, and wrote the marks that it had read before. */
static void
test_marks_are_lost (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  expect_automatic (h);
  expect_mark (h, LOCKED);
  slw_harness_expect_wait (h, NULL);
  expect_state (h, NO_LOCKS);
  assert_installs (h, NULL);
}

static void
test_marks_never_stay (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  for (guint i = 0; i <= LOCK_RACES_MAX; i++) {
    expect_automatic (h);
    expect_mark (h, NO_LOCKS);
  }
  expect_automatic (h);
  expect_verification (h, INSTALLED);
  slw_harness_expect_done (h, NULL);
  assert_plays (h);
}

static void
test_fails (void)
{
  g_autoptr (SlwHarness) h = new_install ();
  g_autofree char *output = read_data ("install-failed.txt");
  g_autofree char *errors = read_data ("install-failed-errors.txt");

  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  slw_harness_answer (h, 100, output, errors);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "zz-fail failed:*exit status 3*");
  assert_plays (h);
}

static void
test_verification_fails (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  expect_automatic (h);
  expect_mark (h, NO_LOCKS);
  expect_marked (h);
  expect_verification (h, "bm-node\tall\t4.1\tiF \npostfix\tamd64\t3.8\tii \n");
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "*bm-node is half configured*; postfix is 3.8, 3.7 was planned");
  assert_plays (h);
}

/* In a plan where nothing before was assumed, the simulation runs; the deed is shown. */
static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark auto postfix");
  expect_verification (h, "");
  slw_harness_expect_done (h, "2 packages installed");
  assert_plays (h);
}

/* Nor were the lists refreshed in a plan, so the simulation may know nothing of what is planned. */
static void
test_plan_without_lists (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 100, "", "E: Version '4.1' for 'bm-node' was not found\n");
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, APT);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "apt-mark auto *");
  expect_verification (h, "");
  slw_harness_expect_done (h, "2 packages installed");
  assert_plays (h);
}

static void
test_ceiling (void)
{
  g_autoptr (SlwHarness) h = new_install ();

  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  expect_state (h, NO_LOCKS);
  expect_simulation (h, INST);
  slw_harness_expect_ceiling (h);
  assert_plays (h);
}

static void
test_params (void)
{
  g_autoptr (SlwHarness) none = new_bare_harness ("packages.install");
  g_autoptr (SlwHarness) bad = new_bare_harness ("packages.install");

  slw_harness_expect_failed (none, SLW_ERROR_INVALID, "Param.plan is missing*");
  assert_plays (none);
  slw_harness_set_param (bad, "plan", "postfix");
  slw_harness_expect_failed (bad, SLW_ERROR_INVALID, "\"postfix\" is not NAME=VERSION*");
  assert_plays (bad);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transaction/install", test_install);
  g_test_add_func ("/transaction/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/transaction/nothing-to-fetch", test_nothing_to_fetch);
  g_test_add_func ("/transaction/done-before", test_done_before);
  g_test_add_func ("/transaction/half-done", test_half_done);
  g_test_add_func ("/transaction/removal", test_removal);
  g_test_add_func ("/transaction/interrupted", test_interrupted);
  g_test_add_func ("/transaction/recorded", test_recorded);
  g_test_add_func ("/transaction/stale", test_stale);
  g_test_add_func ("/transaction/lost-race-for-lock", test_lost_race_for_lock);
  g_test_add_func ("/transaction/loses-all-races", test_loses_all_races);
  g_test_add_func ("/transaction/marks-are-lost", test_marks_are_lost);
  g_test_add_func ("/transaction/marks-never-stay", test_marks_never_stay);
  g_test_add_func ("/transaction/fails", test_fails);
  g_test_add_func ("/transaction/verification-fails", test_verification_fails);
  g_test_add_func ("/transaction/plan", test_plan);
  g_test_add_func ("/transaction/plan-without-lists", test_plan_without_lists);
  g_test_add_func ("/transaction/ceiling", test_ceiling);
  g_test_add_func ("/transaction/params", test_params);
  return g_test_run ();
}
