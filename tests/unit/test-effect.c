/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-effect.h>

/* The order is what a ceiling is compared by. */
static void
test_order (void)
{
  g_assert_cmpint (SLW_EFFECT_READ, <, SLW_EFFECT_CACHE);
  g_assert_cmpint (SLW_EFFECT_CACHE, <, SLW_EFFECT_MUTATE);
  g_assert_cmpint (SLW_EFFECT_MUTATE, <, SLW_EFFECT_DESTROY);
}

static void
test_names (void)
{
  g_assert_cmpstr (slw_effect_to_string (SLW_EFFECT_READ), ==, "READ");
  g_assert_cmpstr (slw_effect_to_string (SLW_EFFECT_CACHE), ==, "CACHE");
  g_assert_cmpstr (slw_effect_to_string (SLW_EFFECT_MUTATE), ==, "MUTATE");
  g_assert_cmpstr (slw_effect_to_string (SLW_EFFECT_DESTROY), ==, "DESTROY");
}

/* What is no effect counts as the worst. */
static void
test_unknown (void)
{
  g_test_expect_message ("slipway", G_LOG_LEVEL_CRITICAL, "*should not be reached*");
  g_assert_cmpstr (slw_effect_to_string ((SlwEffect) 77), ==, "DESTROY");
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effect/order", test_order);
  g_test_add_func ("/effect/names", test_names);
  g_test_add_func ("/effect/unknown", test_unknown);
  return g_test_run ();
}
