/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository-check.h"

#include "apt-debian/apt-test.h"

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  expect_data (h, SLW_EFFECT_READ, "try the repositories", 0, "rehearsal-bare.txt");
  slw_harness_expect_done (h, "reachable, signed by " FINGERPRINT_RSA);
  assert_plays (h);
}

static void
assert_inhibits (const char *data, const char *title)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  expect_data (h, SLW_EFFECT_READ, "try the repositories", 0, data);
  slw_harness_expect_done (h, "/etc/apt/sources.list.d/bm.list can't be used");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "repository.own", title);
  assert_plays (h);
}

static void
test_refused (void)
{
  assert_inhibits ("rehearsal-401.txt", "/etc/apt/sources.list.d/bm.list: the repository refuses access*401*");
  assert_inhibits ("rehearsal-expired.txt", "/etc/apt/sources.list.d/bm.list: the repository has expired*");
  assert_inhibits ("rehearsal-unsigned.txt", "/etc/apt/sources.list.d/bm.list: the repository is not signed*");
  assert_inhibits ("rehearsal-wrong-key.txt",
                   "/etc/apt/sources.list.d/bm.list: the repository is signed with another key*");
  assert_inhibits ("rehearsal-gone.txt", "/etc/apt/sources.list.d/bm.list: there is no repository*");
  assert_inhibits ("rehearsal-dns.txt", "/etc/apt/sources.list.d/bm.list: the name of*");
}

static void
test_third_party (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  expect_data (h, SLW_EFFECT_READ, "try the repositories", 0, "rehearsal-third-party.txt");
  slw_harness_expect_done (h, "reachable*");
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "repository.other",
                              "/etc/apt/sources.list.d/third.list: there is no repository*");
  assert_plays (h);
}

static void
test_malformed (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  expect_data (h, SLW_EFFECT_READ, "try the repositories", 0, "rehearsal-malformed.txt");
  slw_harness_expect_done (h, "*can't be used");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "repository.other",
                              "/etc/apt/sources.list.d/third.list: this file can't be read*");
  assert_plays (h);
}

static SlwHarness *
begin_lists (const char *answer)
{
  SlwHarness *h = new_harness ("repository.check");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "try the repositories");
  slw_harness_answer (h, 0, answer, NULL);
  return h;
}

static void
test_lists (void)
{
  g_autoptr (SlwHarness) h = begin_lists ("X update 0\nD 5f3a\nX end 0\n");

  slw_harness_expect_done (h, "reachable*");
  slw_harness_expect_output (h, "lists", "5f3a");
  assert_plays (h);
}

/* One that can't be had leaves an old index behind, which is the same as before. */
static void
test_lists_in_doubt (void)
{
  g_autoptr (SlwHarness) h
      = begin_lists ("U E: The repository 'https://other.example.org stable Release' does not have a Release file.\n"
                     "F /etc/apt/sources.list.d/other.list\thttps://other.example.org\nX update 0\nD 5f3a\nX end 0\n");

  slw_harness_expect_done (h, "reachable*");
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "repository.other", "*");
  assert_plays (h);
}

/* Found before anything is sent. */
static void
test_settings (void)
{
  g_autoptr (SlwHarness) none = new_bare_harness ("repository.check");
  g_autoptr (SlwHarness) key = new_bare_harness ("repository.check");
  g_autofree char *other = read_data ("key-ed25519.asc");

  slw_harness_expect_failed (none, SLW_ERROR_INVALID, "*subscription is missing*");
  assert_plays (none);
  slw_harness_set_setting (key, "subscription", SUBSCRIPTION);
  slw_harness_set_setting (key, "keyring", other);
  slw_harness_set_setting (key, "fingerprint", FINGERPRINT_RSA);
  slw_harness_expect_failed (key, SLW_ERROR_REFUSED, "*does not hold the key 2D0F*");
  assert_plays (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repository-check/good", test_good);
  g_test_add_func ("/repository-check/refused", test_refused);
  g_test_add_func ("/repository-check/third-party", test_third_party);
  g_test_add_func ("/repository-check/malformed", test_malformed);
  g_test_add_func ("/repository-check/settings", test_settings);
  g_test_add_func ("/repository-check/lists", test_lists);
  g_test_add_func ("/repository-check/lists-in-doubt", test_lists_in_doubt);
  return g_test_run ();
}
