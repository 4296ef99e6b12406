/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prefetch.h"

#include "set-test.h"

static SlwHarness *
begin (const char *there)
{
  SlwHarness *h = new_harness ("upgrade.prefetch", "a=2");

  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for what was fetched before");
  slw_harness_answer (h, 0, there, NULL);
  return h;
}

static void
finish (SlwHarness *h, gboolean writes)
{
  if (writes) {
    slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "mkdir -p -- /var/lib/slipway");
    slw_harness_expect_put (h, SLW_EFFECT_CACHE, PREPARED_SET_PATH, "*# plan a=2*", 0644);
  }
  slw_harness_expect_done (h, "1 packages are ready to be upgraded");
  assert_plays (h);
}

static void
test_first (void)
{
  g_autoptr (SlwHarness) h = begin ("");

  finish (h, TRUE);
}

static void
test_again (void)
{
  g_autofree char *set = make_set ("a=2", 3);
  g_autoptr (SlwHarness) h = begin (set);

  finish (h, FALSE);
}

static void
test_newer (void)
{
  g_autofree char *set = make_set ("a=1", 3);
  g_autoptr (SlwHarness) h = begin (set);

  slw_harness_expect_note (
      h, "*a=2 would come and had not been prepared; a=1 had been prepared*difference was fetched now");
  finish (h, TRUE);
}

static void
test_old (void)
{
  g_autofree char *set = make_set ("a=2", 31);
  g_autoptr (SlwHarness) h = begin (set);

  slw_harness_expect_note (h, "*31 days old*");
  finish (h, TRUE);
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) h = new_harness ("upgrade.prefetch", "");

  slw_harness_expect_done (h, "nothing to fetch");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prefetch/first", test_first);
  g_test_add_func ("/prefetch/again", test_again);
  g_test_add_func ("/prefetch/newer", test_newer);
  g_test_add_func ("/prefetch/old", test_old);
  g_test_add_func ("/prefetch/nothing", test_nothing);
  return g_test_run ();
}
