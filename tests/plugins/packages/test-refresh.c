/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refresh.h"

#include "apt-debian/apt-test.h"

#define DENIED                                                                                                      \
  "E: Failed to fetch https://pkg.lab.test/s3cretPath0815/bm/dists/bookworm/InRelease  401  Unauthorized [IP: x]\n" \
  "E: The repository 'https://pkg.lab.test/s3cretPath0815/bm bookworm InRelease' is not signed.\n"

static SlwHarness *
begin (int status, const char *errors)
{
  SlwHarness *h = new_harness ("packages.refresh");

  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "apt-get -q update*");
  slw_harness_answer (h, status, "Reading package lists...\n", errors);
  return h;
}

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = begin (0, NULL);

  slw_harness_expect_done (h, "package lists are up to date");
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

static void
test_own_repository (void)
{
  g_autoptr (SlwHarness) h = begin (100, DENIED);

  slw_harness_expect_failed (h, SLW_ERROR_FAILED,
                             "/etc/apt/sources.list.d/bm.list: the repository refuses access*401*");
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

static void
test_other_repository (void)
{
  g_autoptr (SlwHarness) h
      = begin (100, "E: The repository 'https://other.example.org stable Release' does not have a Release file.\n");

  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "repository.other", "*other.example.org*");
  assert_plays (h);
}

static void
test_lost_race_for_lock (void)
{
  g_autoptr (SlwHarness) h
      = begin (100, "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)\n"
                    "E: Unable to lock directory /var/lib/apt/lists/\n");

  expect_state (h, LOCKED);
  slw_harness_expect_wait (h, NULL);
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "apt-get -q update*");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
}

#define LISTS "D 5f3a\n" NO_LOCKS

/* An earlier step of the run compared them with the repositories. */
static void
test_known (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.refresh");

  slw_harness_set_param (h, "lists", "5f3a");
  expect_state (h, LISTS);
  slw_harness_expect_done (h, "package lists are up to date already");
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_output (h, "lists", "5f3a");
  assert_plays (h);
}

/* They changed since, or were old: what comes after this is to know the new ones. */
static void
test_not_known_any_more (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.refresh");

  slw_harness_set_param (h, "lists", "77e1");
  expect_state (h, LISTS);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "apt-get -q update*");
  expect_state (h, "D 9c0d\n" NO_LOCKS);
  slw_harness_expect_done (h, "package lists are up to date");
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_output (h, "lists", "9c0d");
  assert_plays (h);
}

/* The index of a repository that did not answer is an old one. */
static void
test_not_all_answered (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.refresh");

  expect_state (h, LISTS);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "apt-get -q update*");
  slw_harness_answer (h, 0, "",
                      "E: The repository 'https://other.example.org stable Release' does not have a Release file.\n");
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "settled", "yes");
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "repository.other", "*other.example.org*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refresh/good", test_good);
  g_test_add_func ("/refresh/own-repository", test_own_repository);
  g_test_add_func ("/refresh/other-repository", test_other_repository);
  g_test_add_func ("/refresh/lost-race-for-lock", test_lost_race_for_lock);
  g_test_add_func ("/refresh/known", test_known);
  g_test_add_func ("/refresh/not-known-any-more", test_not_known_any_more);
  g_test_add_func ("/refresh/not-all-answered", test_not_all_answered);
  return g_test_run ();
}
