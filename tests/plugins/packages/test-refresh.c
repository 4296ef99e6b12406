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
  assert_plays (h);
}

static void
test_own_repository (void)
{
  g_autoptr (SlwHarness) h = begin (100, DENIED);

  slw_harness_expect_failed (h, SLW_ERROR_FAILED,
                             "/etc/apt/sources.list.d/bm.list: the repository refuses access*401*");
  assert_plays (h);
}

static void
test_other_repository (void)
{
  g_autoptr (SlwHarness) h
      = begin (100, "E: The repository 'https://other.example.org stable Release' does not have a Release file.\n");

  slw_harness_expect_done (h, NULL);
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
  return g_test_run ();
}
