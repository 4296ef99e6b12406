/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "remember.h"

#include "hosts-test.h"

static void
test_none (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.remember", OWN END);

  slw_harness_expect_done (h, "no web host but the product's own");
  assert_plays (h);
}

static void
test_one (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.remember", OWN "E " INTRANET "\n" END);

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "mkdir -p -- /var/lib/slipway");
  slw_harness_expect_put (h, SLW_EFFECT_CACHE, "/var/lib/slipway/web-hosts", INTRANET "\n", 0644);
  slw_harness_expect_done (h, "written down");
  assert_plays (h);
}

/* The first attempt disabled it, the second must still know of it. */
static void
test_unfinished (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.remember", OWN "R " INTRANET "\n" END);

  slw_harness_expect_note (h, "an earlier update was not finished*");
  slw_harness_expect_done (h, "written down already");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/remember/none", test_none);
  g_test_add_func ("/remember/one", test_one);
  g_test_add_func ("/remember/unfinished", test_unfinished);
  return g_test_run ();
}
