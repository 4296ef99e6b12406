/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-failure.h"

#include <string.h>

#include "yum-test.h"

static void
test_simulation (void)
{
  g_autofree char *unknown = read_answer ("rehearsal-unknown.txt", 'E');
  g_autofree char *unsolvable = read_answer ("rehearsal-unsolvable.txt", 'E');
  g_autofree char *first = yum_failure_explain_simulation (unknown);
  g_autofree char *second = yum_failure_explain_simulation (unsolvable);

  g_assert_nonnull (strstr (first, "Unable to find a match: bm-nothing"));
  g_assert_nonnull (strstr (second, "conflicts with ssmtp"));
  g_assert_nonnull (strstr (yum_failure_find_remedy (unknown), "subscription"));
  g_assert_nonnull (strstr (yum_failure_find_remedy ("x is filtered out by modular filtering"), "module"));
  g_assert_null (yum_failure_find_remedy ("strange"));
}

static void
test_installation (void)
{
  g_autofree char *output = read_data ("install-failed.txt");
  g_autofree char *errors = read_data ("install-failed-errors.txt");
  g_autofree char *why = yum_failure_explain_installation (output, errors);
  g_auto (GStrv) lines = g_strsplit (why, "\n", -1);

  g_assert_true (g_str_has_prefix (why, "zz-fail failed:\n"));
  g_assert_nonnull (strstr (why, "exit status 3"));
  g_assert_cmpuint (g_strv_length (lines), <=, 21);
}

/* dnf ends with 0 when the script of a package fails. */
static void
test_has_failed (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.install");
  g_autofree char *output = read_data ("install-failed.txt");
  g_autofree char *errors = read_data ("install-failed-errors.txt");

  slw_harness_set_param (h, "plan", "zz-fail=1.0-1");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at the locks*");
  slw_harness_answer (h, 0, "X end 0\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rehearse*");
  slw_harness_answer (h, 0, "S Installing:\nS  zz-fail noarch 1.0-1 bm 1 k\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "*dnf -y install *--best *zz-fail-1.0-1");
  slw_harness_answer (h, 0, output, errors);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "zz-fail failed:*exit status 3*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-failure/simulation", test_simulation);
  g_test_add_func ("/yum-failure/installation", test_installation);
  g_test_add_func ("/yum-failure/has-failed", test_has_failed);
  return g_test_run ();
}
