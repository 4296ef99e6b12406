/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply.h"

#include "set-test.h"

static SlwHarness *
begin (const char *there)
{
  SlwHarness *h = new_harness ("upgrade.apply", "a=2");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "read what was fetched ahead");
  slw_harness_answer (h, 0, there, NULL);
  return h;
}

static void
test_ready (void)
{
  g_autofree char *set = make_set ("a=2", 3);
  g_autoptr (SlwHarness) h = begin (set);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "sha256sum --check --quiet /var/lib/slipway/prepared");
  slw_harness_expect_done (h, "1 packages are here, as they were fetched");
  assert_plays (h);
}

static void
test_changed_file (void)
{
  g_autofree char *set = make_set ("a=2", 3);
  g_autoptr (SlwHarness) h = begin (set);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare the files with their digests");
  slw_harness_answer (h, 1, "/var/cache/apt/archives/a_2_all.deb: FAILED\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_STALE, "*a_2_all.deb: FAILED; start again");
  assert_plays (h);
}

static void
assert_stale (const char *there, const char *message)
{
  g_autoptr (SlwHarness) h = begin (there);

  slw_harness_expect_failed (h, SLW_ERROR_STALE, message);
  assert_plays (h);
}

static void
test_stale (void)
{
  g_autofree char *other = make_set ("a=1", 3);
  g_autofree char *old = make_set ("a=2", 31);

  assert_stale ("", "nothing was fetched ahead*");
  assert_stale (other, "*a=2 would come*start again*");
  assert_stale (old, "*31 days old*");
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) h = new_harness ("upgrade.apply", "");

  slw_harness_expect_done (h, "nothing to upgrade");
  assert_plays (h);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = new_harness ("upgrade.apply", "a=2");

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  slw_harness_expect_done (h, "looks at what was fetched*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apply/ready", test_ready);
  g_test_add_func ("/apply/changed-file", test_changed_file);
  g_test_add_func ("/apply/stale", test_stale);
  g_test_add_func ("/apply/nothing", test_nothing);
  g_test_add_func ("/apply/plan", test_plan);
  return g_test_run ();
}
