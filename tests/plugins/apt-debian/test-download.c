/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include "apt-test.h"

#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define POSTFIX "/var/cache/apt/archives/postfix_3.7_amd64.deb"

static void
expect_files (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "compare what was fetched with the index");
  slw_harness_answer (h, 0, answer, NULL);
}

/* What is found in the cache afterwards is as the index says. */
static void
assert_fetches (SlwHarness *h)
{
  expect_files (h, "F " DIGEST " " POSTFIX "\nX end 0\n");
  slw_harness_expect_output (h, "files", DIGEST "=" POSTFIX);
  slw_harness_expect_done (h, "1 packages fetched");
  assert_plays (h);
}

static SlwHarness *
begin (const char *state)
{
  SlwHarness *h = new_bare_harness ("packages.download");

  slw_harness_set_param (h, "plan", "postfix=3.7");
  slw_harness_set_param (h, "debconf", "postfix postfix/mailname string a.b");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  expect_state (h, state);
  return h;
}

static void
test_download (void)
{
  g_autoptr (SlwHarness) h = begin (NO_LOCKS);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  slw_harness_answer (h, 0, "dlstatus:1:50.0:Retrieving file 1 of 2\n", NULL);
  slw_harness_expect_progress (h, 50, "Retrieving file 1 of 2");
  assert_fetches (h);
}

/* The limit reaches apt for both methods, in its unit. */
static void
test_limited (void)
{
  g_autoptr (SlwHarness) h = begin (NO_LOCKS);

  slw_harness_set_param (h, "rate", "2097152");
  slw_harness_set_param (h, "bytes", "2097152000000");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE,
                           "*-o Acquire::http::Dl-Limit=2048 -o Acquire::https::Dl-Limit=2048 postfix=3.7");
  assert_fetches (h);
}

static void
test_not_now (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.download");

  slw_harness_set_param (h, "plan", "postfix=3.7");
  slw_harness_set_param (h, "when", "no");
  slw_harness_expect_done (h, "not by this server");
  assert_plays (h);
}

/* Up to what is found in the cache. */
static SlwHarness *
begin_fetched (void)
{
  SlwHarness *h = begin (NO_LOCKS);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  return h;
}

static void
test_damaged (void)
{
  g_autoptr (SlwHarness) h = begin_fetched ();

  expect_files (h, "B " POSTFIX "\nX end 0\n");
  slw_harness_expect_note (h, "1 files in the cache are damaged*");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "rm -f -- " POSTFIX);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  assert_fetches (h);
}

static void
test_stays_damaged (void)
{
  g_autoptr (SlwHarness) h = begin_fetched ();

  expect_files (h, "B " POSTFIX "\nX end 0\n");
  slw_harness_expect_note (h, "1 files in the cache are damaged*");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "rm -f -- " POSTFIX);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  expect_files (h, "B " POSTFIX "\nX end 0\n");
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "1 packages are not what the repository's index says*postfix*");
  assert_plays (h);
}

/* A server that lies about paths has nothing removed. */
static void
test_lies (void)
{
  g_autoptr (SlwHarness) h = begin_fetched ();

  expect_files (h, "B /etc/passwd\nX end 0\n");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*makes no sense*");
  assert_plays (h);
}

static void
test_interrupted (void)
{
  g_autoptr (SlwHarness) h = begin ("A half configured\nX end 0\n");

  slw_harness_expect_failed (h, SLW_ERROR_REFUSED, "dpkg was interrupted*");
  assert_plays (h);
}

/* Where something may be changed later anyway, it is finished at once. */
static void
test_repairs (void)
{
  g_autoptr (SlwHarness) h = begin ("A half configured\nX end 0\n");

  slw_harness_set_ceiling (h, SLW_EFFECT_MUTATE);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "finish an interrupted run of dpkg");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  assert_fetches (h);
}

/* A release that came out between the refresh and the plan: the plan knows it, the lists do not. */
static void
test_newer_than_lists (void)
{
  g_autoptr (SlwHarness) h = begin (NO_LOCKS);
  g_autoptr (SlwHarness) gone = begin (NO_LOCKS);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 100, NULL, "E: Version '3.7' for 'postfix' was not found\n");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "apt-get -q update *");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  assert_fetches (h);

  slw_harness_expect_exec (gone, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (gone, 100, NULL, "E: Version '3.7' for 'postfix' was not found\n");
  slw_harness_expect_exec (gone, SLW_EFFECT_CACHE, "apt-get -q update *");
  expect_state (gone, NO_LOCKS);
  slw_harness_expect_exec (gone, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (gone, 100, NULL, "E: Version '3.7' for 'postfix' was not found\n");
  slw_harness_expect_failed (gone, SLW_ERROR_STALE,
                             "*a new run makes a new one: Version '3.7' for 'postfix' was not found");
  assert_plays (gone);
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.download");

  slw_harness_set_param (h, "plan", "");
  slw_harness_expect_done (h, "nothing to do");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/download/download", test_download);
  g_test_add_func ("/download/limited", test_limited);
  g_test_add_func ("/download/not-now", test_not_now);
  g_test_add_func ("/download/damaged", test_damaged);
  g_test_add_func ("/download/stays-damaged", test_stays_damaged);
  g_test_add_func ("/download/lies", test_lies);
  g_test_add_func ("/download/interrupted", test_interrupted);
  g_test_add_func ("/download/repairs", test_repairs);
  g_test_add_func ("/download/newer-than-lists", test_newer_than_lists);
  g_test_add_func ("/download/nothing", test_nothing);
  return g_test_run ();
}
