/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan.h"

#include "apt-debian/apt-test.h"

static SlwHarness *
begin (const char *data)
{
  SlwHarness *h = new_harness ("packages.plan");

  slw_harness_set_param (h, "packages", "bm-mailbox-role postfix");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect_state (h, NO_LOCKS);
  expect_data (h, SLW_EFFECT_READ, "*install --no-upgrade --install-recommends bm-mailbox-role postfix ssmtp-", 0,
               data);
  return h;
}

static void
test_bare (void)
{
  g_autoptr (SlwHarness) h = begin ("rehearsal-bare.txt");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for automatic packages");
  slw_harness_expect_output (h, "automatic", "*postfix*");
  slw_harness_expect_done (h, "93 packages, * to fetch");
  slw_harness_expect_output (h, "packages", "*bm-mailbox-role=4.1.47224*postfix=3.7.11-0+deb12u1*");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "93");
  slw_harness_expect_output (h, "download-bytes", "*");
  slw_harness_expect_output (h, "unpacked-bytes", "*");
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_note (h, "93 new packages, 0 upgraded, 0 removed; *MB to fetch, *MB on the disk");
  slw_harness_expect_note (h, "ssmtp: stays out, postfix comes in");
  assert_plays (h);
  g_assert_null (strstr (slw_step_run_get_output (slw_harness_get_run (h), "packages"), "ssmtp"));
}

static void
expect_exim4_outputs (SlwHarness *h)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for automatic packages");
  slw_harness_expect_output (h, "automatic", "*postfix*");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "*postfix=*");
  slw_harness_expect_output (
      h, "remove", "exim4-base=4.96-15+deb12u10 exim4-config=4.96-15+deb12u10 exim4-daemon-light=4.96-15+deb12u10");
  slw_harness_expect_output (h, "count", "*");
  slw_harness_expect_output (h, "download-bytes", "*");
  slw_harness_expect_output (h, "unpacked-bytes", "*");
  slw_harness_expect_output (h, "settled", "yes");
}

static void
test_removal_refused (void)
{
  g_autoptr (SlwHarness) h = begin ("rehearsal-exim4.txt");

  expect_exim4_outputs (h);
  slw_harness_expect_finding (
      h, SLW_SEVERITY_INHIBITOR, "packages.removal",
      "exim4-daemon-light 4.96-15+deb12u10 is installed and would be removed: postfix comes in, and only one "
      "mail-transport-agent can be there");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.removal",
                              "exim4-config *it goes with exim4-daemon-light");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.removal",
                              "exim4-base *it goes with exim4-daemon-light");
  assert_plays (h);
}

static void
test_removal_allowed (void)
{
  g_autoptr (SlwHarness) h = begin ("rehearsal-exim4.txt");

  slw_harness_set_setting (h, "allow-remove", "exim4-daemon-light;exim4-config;exim4-base");
  expect_exim4_outputs (h);
  slw_harness_expect_note (h, "exim4-daemon-light 4.96-15+deb12u10 is removed, as allowed*");
  assert_plays (h);
}

static void
assert_unsolvable (const char *data, const char *title)
{
  g_autoptr (SlwHarness) h = begin (data);

  slw_harness_expect_done (h, "no plan: apt-get finds no solution");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.unsolvable", title);
  assert_plays (h);
}

static void
test_unsolvable (void)
{
  assert_unsolvable ("rehearsal-unknown.txt", "*Unable to locate package bm-nothing");
  assert_unsolvable ("rehearsal-unsolvable.txt", "*unmet dependencies*generated breaks*");
}

static void
test_repository (void)
{
  g_autoptr (SlwHarness) h = begin ("rehearsal-401.txt");

  slw_harness_expect_done (h, "no plan*");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "repository.own", "*refuses access*");
  assert_plays (h);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.plan");

  slw_harness_set_param (h, "packages", "postfix");
  expect_state (h, "A half configured\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rehearse the installation");
  slw_harness_answer (h, 0, "X update 0\nS 0 upgraded, 0 newly installed\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_done (h, "nothing to do*");
  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.interrupted", "dpkg was interrupted");
  slw_harness_expect_output (h, "packages", "");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "0");
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  assert_plays (h);
}

static void
test_upgrade (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.plan");

  slw_harness_set_param (h, "mode", "upgrade");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "* upgrade --with-new-pkgs --install-recommends");
  slw_harness_answer (
      h, 0, "X update 0\nS Inst bm-core [4.1.47224] (4.1.47249 BlueMind:bookworm [all])\nX simulate 0\nX end 0\n",
      NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for automatic packages");
  slw_harness_answer (h, 0, "bm-core\nlibc6\n", NULL);
  slw_harness_expect_output (h, "automatic", "bm-core");
  slw_harness_expect_done (h, "1 packages*");
  slw_harness_expect_note (h, "0 new packages, 1 upgraded, 0 removed*");
  slw_harness_expect_output (h, "packages", "bm-core=4.1.47249");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "1");
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

static SlwHarness *
begin_upgrade (const char *packages, const char *answer, const char *planned, const char *count)
{
  SlwHarness *h = new_bare_harness ("packages.plan");

  slw_harness_set_param (h, "mode", "upgrade");
  slw_harness_set_param (h, "packages", packages);
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "*install --only-upgrade --install-recommends bm-*");
  slw_harness_answer (h, 0, answer, NULL);
  slw_harness_expect_output (h, "packages", planned);
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", count);
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  slw_harness_expect_output (h, "settled", "yes");
  return h;
}

/* One that is held stays, and the others must not go without it. */
static void
test_held (void)
{
  g_autoptr (SlwHarness) h = begin_upgrade (
      "bm-core bm-node",
      "X update 0\nH bm-node\nS Inst bm-core [4.1.47224] (4.1.47249 BlueMind:bookworm [all])\nX simulate 0\nX end 0\n",
      "bm-core=4.1.47249", "1");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for automatic packages");
  slw_harness_answer (h, 0, "libc6\n", NULL);
  slw_harness_expect_output (h, "automatic", "");
  slw_harness_expect_done (h, "1 packages*");
  slw_harness_expect_note (h, "0 new packages, 1 upgraded, 0 removed*");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.held", "bm-node is held*");
  assert_plays (h);
}

static void
test_held_needed (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.plan");

  slw_harness_set_param (h, "mode", "upgrade");
  slw_harness_set_param (h, "packages", "bm-core bm-node");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "*install --only-upgrade*");
  slw_harness_answer (
      h, 0, "X update 0\nH bm-node\nE  bm-core : Depends: bm-node (= 4.1.47249)\nX simulate 100\nX end 0\n", NULL);
  slw_harness_expect_done (h, "no plan*");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.held", "bm-node is held*");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.unsolvable", "*bm-core*");
  assert_plays (h);
}

static void
test_all_held (void)
{
  g_autoptr (SlwHarness) h = begin_upgrade ("bm-node", "X update 0\nH bm-node\nX end 0\n", "", "0");

  slw_harness_expect_done (h, "nothing to do*");
  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.held", "bm-node is held at its version");
  assert_plays (h);
}

static void
test_params (void)
{
  g_autoptr (SlwHarness) none = new_bare_harness ("packages.plan");
  g_autoptr (SlwHarness) mode = new_bare_harness ("packages.plan");

  expect_state (none, NO_LOCKS);
  slw_harness_expect_failed (none, SLW_ERROR_INVALID, "Param.packages is empty*");
  assert_plays (none);
  slw_harness_set_param (mode, "mode", "remove");
  expect_state (mode, NO_LOCKS);
  slw_harness_expect_failed (mode, SLW_ERROR_INVALID, "Param.mode=remove*");
  assert_plays (mode);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/bare", test_bare);
  g_test_add_func ("/plan/removal-refused", test_removal_refused);
  g_test_add_func ("/plan/removal-allowed", test_removal_allowed);
  g_test_add_func ("/plan/unsolvable", test_unsolvable);
  g_test_add_func ("/plan/repository", test_repository);
  g_test_add_func ("/plan/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/plan/upgrade", test_upgrade);
  g_test_add_func ("/plan/held", test_held);
  g_test_add_func ("/plan/held-needed", test_held_needed);
  g_test_add_func ("/plan/all-held", test_all_held);
  g_test_add_func ("/plan/params", test_params);
  return g_test_run ();
}
