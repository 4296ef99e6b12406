/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wanted-set.h"

#include "set-test.h"

static void
test_new (void)
{
  g_autoptr (SlwHarness) h = new_harness ("upgrade.prefetch", "b=1 a=2");
  g_autoptr (PreparedSet) set = NULL;
  g_autoptr (GError) error = NULL;

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for what was fetched before");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "mkdir -p -- /var/lib/slipway");
  slw_harness_expect_put (h, SLW_EFFECT_CACHE, PREPARED_SET_PATH, NULL, 0644);
  slw_harness_expect_done (h, "2 packages are ready to be upgraded");
  assert_plays (h);
  set = wanted_set_new (slw_harness_get_run (h), &error);
  g_assert_no_error (error);
  g_assert_false (wanted_set_is_empty (set));
  g_assert_cmpstr (set->plan[0], ==, "a=2");
  g_assert_cmpstr (set->files[0], ==, FILE_OF_A);
}

static void
test_empty (void)
{
  g_autoptr (SlwHarness) h = new_harness ("upgrade.prefetch", "");
  g_autoptr (PreparedSet) set = NULL;

  slw_harness_expect_done (h, "nothing to fetch");
  assert_plays (h);
  set = wanted_set_new (slw_harness_get_run (h), NULL);
  g_assert_true (wanted_set_is_empty (set));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wanted-set/new", test_new);
  g_test_add_func ("/wanted-set/empty", test_empty);
  return g_test_run ();
}
