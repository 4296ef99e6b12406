/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "leftovers.h"

#include "apt-debian/apt-test.h"

static SlwHarness *
begin (const char *answer)
{
  SlwHarness *h = new_bare_harness ("packages.leftovers");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for configuration files*");
  slw_harness_answer (h, 0, answer, NULL);
  return h;
}

static void
test_none (void)
{
  g_autoptr (SlwHarness) h = begin ("X end 0\n");

  slw_harness_expect_done (h, "no configuration file to look at");
  slw_harness_expect_output (h, "count", "0");
  assert_plays (h);
}

static void
test_one (void)
{
  g_autoptr (SlwHarness) h = begin ("L 3 1 /etc/bm-node/rsync.excludes.dpkg-dist\nX end 0\n");

  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.leftover",
                              "/etc/bm-node/rsync.excludes stays as it was*with 3 lines*without 1 *");
  slw_harness_expect_done (h, "1 files to look at");
  slw_harness_expect_output (h, "count", "1");
  assert_plays (h);
}

/* What rpm put aside is the old file: the live one is new, or gone. */
static void
test_saved (void)
{
  g_autoptr (SlwHarness) h = begin ("L 3 1 /etc/bm-node/rsync.excludes.rpmsave\nX end 0\n");

  slw_harness_expect_finding (
      h, SLW_SEVERITY_MEDIUM, "packages.leftover",
      "/etc/bm-node/rsync.excludes was replaced*is in /etc/bm-node/rsync.excludes.rpmsave*3 lines*1 *");
  slw_harness_expect_done (h, "1 files to look at");
  slw_harness_expect_output (h, "count", "1");
  assert_plays (h);
}

static void
test_nonsense (void)
{
  g_autoptr (SlwHarness) h = begin ("L 3 x /etc/a.dpkg-dist\nX end 0\n");

  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*makes no sense");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/leftovers/none", test_none);
  g_test_add_func ("/leftovers/one", test_one);
  g_test_add_func ("/leftovers/saved", test_saved);
  g_test_add_func ("/leftovers/nonsense", test_nonsense);
  return g_test_run ();
}
