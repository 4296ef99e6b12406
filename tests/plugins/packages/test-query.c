/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "query.h"

#include "apt-debian/apt-test.h"

static void
test_versions (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.query");

  slw_harness_set_param (h, "packages", "bm-* ssmtp");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "dpkg-query -W -f * ssmtp");
  slw_harness_answer (
      h, 1,
      "bm-core\tall\t4.1.47224\tii \nbm-jdk8+x\tall\t8u212\tii \nbm-cli\tall\t4.1.47224\tii \nbm-old\tall\t1\trc \n"
      "bm-half\tall\t4.1.47224\tiHR\n",
      "dpkg-query: no packages found matching ssmtp\n");
  slw_harness_expect_done (h, "not installed: ssmtp");
  slw_harness_expect_output (h, "version-bm-core", "4.1.47224");
  slw_harness_expect_output (h, "version-bm-cli", "4.1.47224");
  slw_harness_expect_output (h, "version-bm-jdk8-x", "8u212");
  slw_harness_expect_output (h, "packages", "bm-core=4.1.47224 bm-jdk8+x=8u212 bm-cli=4.1.47224");
  slw_harness_expect_output (h, "names", "bm-core bm-jdk8+x bm-cli bm-half");
  slw_harness_expect_output (h, "missing", "ssmtp");
  slw_harness_expect_output (h, "versions", "4.1.47224 8u212");
  assert_plays (h);
}

static void
test_empty (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.query");

  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.packages is empty*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/versions", test_versions);
  g_test_add_func ("/query/empty", test_empty);
  return g_test_run ();
}
