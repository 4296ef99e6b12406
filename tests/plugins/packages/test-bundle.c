/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bundle.h"

#include "apt-debian/apt-test.h"

#define A "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static SlwHarness *
begin (const char *first)
{
  SlwHarness *h = new_bare_harness ("packages.bundle");

  slw_harness_set_param (h, "lists", "/bundle/lists/debian-12-x86_64.tar.gz");
  slw_harness_set_param (h, "system", "debian-12-x86_64");
  slw_harness_set_param (h, "first", first);
  slw_harness_set_param (h, "files", A "=/var/cache/apt/archives/a_2_all.deb");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  return h;
}

static void
test_first (void)
{
  g_autoptr (SlwHarness) h = begin ("yes");

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "read the signed lists of the repositories");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "write the manifest of the bundle");
  slw_harness_expect_done (h, "lists and manifest are in the bundle");
  assert_plays (h);
}

static void
test_other (void)
{
  g_autoptr (SlwHarness) h = begin ("no");

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "write the manifest of the bundle");
  slw_harness_expect_done (h, "the manifest is in the bundle*");
  assert_plays (h);
}

static void
test_without_folder (void)
{
  g_autoptr (SlwHarness) h = begin ("yes");

  slw_harness_set_param (h, "lists", "");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.lists is missing*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bundle/first", test_first);
  g_test_add_func ("/bundle/other", test_other);
  g_test_add_func ("/bundle/without-folder", test_without_folder);
  return g_test_run ();
}
