/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-result-private.h"

static void
test_output (void)
{
  g_autoptr (GBytes) output = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) errors = g_bytes_new_static ("oops", 4);
  g_autoptr (SlwResult) result = slw_result_new (7, output, errors);

  g_assert_cmpint (slw_result_get_status (result), ==, 7);
  g_assert_cmpuint (slw_result_get_output_length (result), ==, 3);
  g_assert_cmpint (slw_result_get_output (result)[3], ==, 0);
  g_assert_cmpstr (slw_result_get_errors (result), ==, "oops");
  g_assert_false (slw_result_is_truncated (result));
  g_assert_false (slw_result_is_assumed (result));
  g_assert_false (slw_result_is_recorded (result));
  slw_result_set_recorded (result);
  g_assert_true (slw_result_is_recorded (result));
  slw_result_set_truncated (result, TRUE);
  g_assert_true (slw_result_is_truncated (result));
}

static void
test_headers (void)
{
  g_autoptr (SlwResult) result = slw_result_new (200, NULL, NULL);

  g_assert_null (slw_result_get_header (result, "content-type"));
  slw_result_add_header (result, "Content-Type", "text/plain");
  g_assert_cmpstr (slw_result_get_header (result, "CONTENT-TYPE"), ==, "text/plain");
  g_assert_cmpstr (slw_result_get_output (result), ==, "");
}

static void
test_secret (void)
{
  g_autoptr (GBytes) output = g_bytes_new_static ("  token-value\n", 14);
  g_autoptr (GBytes) blank = g_bytes_new_static (" \n", 2);
  g_autoptr (SlwResult) result = slw_result_new (0, output, NULL);
  g_autoptr (SlwResult) empty = slw_result_new (0, blank, NULL);
  g_autoptr (SlwSecret) secret = slw_result_dup_secret (result);

  g_assert_cmpstr (slw_secret_peek (secret, NULL), ==, "token-value");
  g_assert_null (slw_result_dup_secret (empty));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/output", test_output);
  g_test_add_func ("/result/headers", test_headers);
  g_test_add_func ("/result/secret", test_secret);
  return g_test_run ();
}
