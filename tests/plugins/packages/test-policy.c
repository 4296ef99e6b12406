/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy.h"

#include "apt-debian/apt-test.h"

#define REHEARSAL                                                                       \
  "X update 0\nK ssmtp\nS Inst a (1 x [all])\nX simulate 0\nP a_1_all.deb 524288000 \n" \
  "C Package: a\nC Version: 1\nC Installed-Size: 1024000\nC \nX end 0\n"

static SlwHarness *
begin (const char *mounts)
{
  SlwHarness *h = slw_harness_new ();
  g_autofree char *facts = g_strconcat ("os.family=debian\npackage-manager=apt-get\n", mounts, NULL);
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", facts);
  slw_harness_begin (h, "packages.plan", "shard");
  slw_harness_set_param (h, "packages", "a");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rehearse the installation");
  slw_harness_answer (h, 0, REHEARSAL, NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for automatic packages");
  slw_harness_expect_output (h, "automatic", "a");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "a=1");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "1");
  slw_harness_expect_output (h, "download-bytes", "524288000");
  slw_harness_expect_output (h, "unpacked-bytes", "1048576000");
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_note (h, "ssmtp: stays out");
  return h;
}

/* 500 MiB to fetch, 1000 MiB to unpack, 100 MiB in reserve and 1 for what division drops */
static void
test_one_mount (void)
{
  g_autoptr (SlwHarness) good = begin ("mount=/ 1601 4000\n");
  g_autoptr (SlwHarness) small = begin ("mount=/ 1600 4000\n");

  assert_plays (good);
  slw_harness_expect_finding (small, SLW_SEVERITY_INHIBITOR, "packages.space",
                              "/ has 1600 MiB free, 1601 MiB are needed");
  assert_plays (small);
}

static void
test_two_mounts (void)
{
  g_autoptr (SlwHarness) good = begin ("mount=/ 1101 4000\nmount=/var 601 4000\nmount=/var/cache2 0 1\n");
  g_autoptr (SlwHarness) small = begin ("mount=/ 9000 9999\nmount=/var/cache 600 4000\nmount=/usr 1100 4000\n");

  assert_plays (good);
  slw_harness_expect_finding (small, SLW_SEVERITY_INHIBITOR, "packages.space",
                              "/var/cache has 600 MiB free, 601 MiB are needed");
  slw_harness_expect_finding (small, SLW_SEVERITY_INHIBITOR, "packages.space",
                              "/usr has 1100 MiB free, 1101 MiB are needed");
  assert_plays (small);
}

/* A package that must not come in, but is there: its removal wants leave like any other. */
static void
test_refused_installed (void)
{
  g_autoptr (SlwHarness) h = begin ("");

  slw_harness_begin (h, "packages.plan", "shard");
  slw_harness_set_param (h, "packages", "a");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rehearse the installation");
  slw_harness_answer (h, 0, "X update 0\nK ssmtp\nS Remv ssmtp [2.64-11]\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "");
  slw_harness_expect_output (h, "remove", "ssmtp=2.64-11");
  slw_harness_expect_output (h, "count", "0");
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.removal",
                              "ssmtp 2.64-11 is installed and would be removed: it must not be there");
  assert_plays (h);
}

static void
test_unknown_space (void)
{
  g_autoptr (SlwHarness) h = begin ("");

  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/one-mount", test_one_mount);
  g_test_add_func ("/policy/two-mounts", test_two_mounts);
  g_test_add_func ("/policy/refused-installed", test_refused_installed);
  g_test_add_func ("/policy/unknown-space", test_unknown_space);
  return g_test_run ();
}
