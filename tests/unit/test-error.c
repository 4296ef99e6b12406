/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

/* Part of the ABI: plugins compare errors by domain and number. */
static void
test_domain (void)
{
  g_autoptr (GError) error = g_error_new (SLW_ERROR, SLW_ERROR_REFUSED, "no");

  g_assert_cmpstr (g_quark_to_string (SLW_ERROR), ==, "slw-error-quark");
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
}

static void
test_numbers (void)
{
  g_assert_cmpint (SLW_ERROR_FAILED, ==, 0);
  g_assert_cmpint (SLW_ERROR_CEILING, ==, 8);
  g_assert_cmpint (SLW_ERROR_BUDGET, ==, 13);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/domain", test_domain);
  g_test_add_func ("/error/numbers", test_numbers);
  return g_test_run ();
}
