/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pass-on.h"

#include "apt-debian/apt-test.h"

#define A "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FILE_A "/var/cache/apt/archives/a_2_all.deb"
#define WANTED "M a_2_all.deb\nW " A " " FILE_A "\nX end 0\n"

static SlwHarness *
begin (const char *wanted)
{
  SlwHarness *h = new_bare_harness ("packages.pass-on");

  slw_harness_set_param (h, "plan", "a=2");
  slw_harness_set_param (h, "folder", "/spool");
  slw_harness_set_param (h, "from", "main");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare what was fetched with the index");
  slw_harness_answer (h, 0, wanted, NULL);
  return h;
}

static void
expect_look (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at the packages that the controller has");
  slw_harness_answer (h, 0, answer, NULL);
}

static void
expect_staging (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "make room for packages that are passed on");
  slw_harness_answer (h, 0, answer, NULL);
}

static void
expect_take_in (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "compare what came with the index");
  slw_harness_answer (h, 0, answer, NULL);
}

static void
test_pass_on (void)
{
  g_autoptr (SlwHarness) h = begin (WANTED);

  expect_look (h, "D " A " 5\nX end 0\n");
  expect_staging (h, "S 100000000000\nX end 0\n");
  slw_harness_expect_put (h, SLW_EFFECT_CACHE, "/var/lib/slipway/passed-on/" A, NULL, 0600);
  expect_take_in (h, "D " A " 5\nX end 0\n");
  slw_harness_expect_done (h, "1 packages, 5 bytes, passed on from main");
  assert_plays (h);
}

/* After a link that was cut: what came whole does not come again. */
static void
test_resumed (void)
{
  g_autoptr (SlwHarness) h = begin (WANTED);

  expect_look (h, "D " A " 5\nX end 0\n");
  expect_staging (h, "D " A " 5\nS 100000000000\nX end 0\n");
  expect_take_in (h, "D " A " 5\nX end 0\n");
  slw_harness_expect_done (h, "1 packages*");
  assert_plays (h);
}

/* The controller is not believed. */
static void
test_false (void)
{
  g_autoptr (SlwHarness) h = begin (WANTED);

  expect_look (h, "D " A " 5\nX end 0\n");
  expect_staging (h, "S 100000000000\nX end 0\n");
  slw_harness_expect_put (h, SLW_EFFECT_CACHE, "/var/lib/slipway/passed-on/" A, NULL, 0600);
  expect_take_in (h, "B " A "\nX end 0\n");
  slw_harness_expect_note (h, "1 packages came with another content than this server's index says; they were removed");
  slw_harness_expect_done (h, "0 packages*");
  assert_plays (h);
}

static void
test_full (void)
{
  g_autoptr (SlwHarness) h = begin (WANTED);

  expect_look (h, "D " A " 5\nX end 0\n");
  expect_staging (h, "S 1000\nX end 0\n");
  slw_harness_expect_note (h, "5 bytes of packages are not passed on: there is space for*");
  slw_harness_expect_done (h, "nothing is passed on: too little space");
  assert_plays (h);
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) there = begin ("F " A " " FILE_A "\nX end 0\n");
  g_autoptr (SlwHarness) none = begin (WANTED);
  g_autoptr (SlwHarness) alone = new_bare_harness ("packages.pass-on");

  slw_harness_expect_done (there, "all is there already");
  assert_plays (there);
  expect_look (none, "X end 0\n");
  slw_harness_expect_done (none, "the controller has nothing that is wanted here");
  assert_plays (none);
  slw_harness_set_param (alone, "from", "");
  slw_harness_expect_done (alone, "nothing is passed on to this server");
  assert_plays (alone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pass-on/pass-on", test_pass_on);
  g_test_add_func ("/pass-on/resumed", test_resumed);
  g_test_add_func ("/pass-on/false", test_false);
  g_test_add_func ("/pass-on/full", test_full);
  g_test_add_func ("/pass-on/nothing", test_nothing);
  return g_test_run ();
}
