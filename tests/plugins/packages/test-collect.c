/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "collect.h"

#include "apt-debian/apt-test.h"

#define A "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FILE_A "/var/cache/apt/archives/a_2_all.deb"
#define SPACE "S 100000000000\nX end 0\n"

static SlwHarness *
begin (const char *files, const char *folder, const char *when)
{
  SlwHarness *h = new_bare_harness ("packages.collect");

  slw_harness_set_param (h, "files", files);
  slw_harness_set_param (h, "folder", folder);
  slw_harness_set_param (h, "when", when);
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  return h;
}

static void
expect_look (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "look at the packages that the controller has");
  slw_harness_answer (h, 0, answer, NULL);
}

static void
test_collect (void)
{
  g_autoptr (SlwHarness) h = begin (A "=" FILE_A, "/spool", "yes");

  expect_look (h, SPACE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look how large the packages are");
  slw_harness_answer (h, 0, "D " A " 5\nX end 0\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "cat -- " FILE_A);
  expect_look (h, "D " A " 5\n" SPACE);
  slw_harness_expect_done (h, "1 packages, 5 bytes, brought to the controller*");
  assert_plays (h);
}

/* It was cut off, or the server changed it: it is not passed on, and the others fetch it. */
static void
test_lost (void)
{
  g_autoptr (SlwHarness) h = begin (A "=" FILE_A, "/spool", "yes");

  expect_look (h, SPACE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look how large the packages are");
  slw_harness_answer (h, 0, "D " A " 5\nX end 0\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "cat -- " FILE_A);
  expect_look (h, SPACE);
  slw_harness_expect_note (h, "1 packages did not come as they were announced*");
  slw_harness_expect_done (h, "0 packages*");
  assert_plays (h);
}

static void
test_again (void)
{
  g_autoptr (SlwHarness) h = begin (A "=" FILE_A, "/spool", "yes");

  expect_look (h, "D " A " 5\n" SPACE);
  slw_harness_expect_done (h, "the controller has all packages already");
  assert_plays (h);
}

static void
test_full (void)
{
  g_autoptr (SlwHarness) h = begin (A "=" FILE_A, "/spool", "yes");

  expect_look (h, "S 1000\nX end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look how large the packages are");
  slw_harness_answer (h, 0, "D " A " 5000\nX end 0\n", NULL);
  slw_harness_expect_note (h, "the controller has 1.0*kB left, too little for 5.0*kB*");
  slw_harness_expect_done (h, "nothing is passed on: the controller has too little space");
  assert_plays (h);
}

static void
test_not_asked (void)
{
  static const struct {
    const char *files;
    const char *folder;
    const char *when;
    const char *summary;
  } cases[] = { { A "=" FILE_A, "", "yes", "not by this server" },
                { A "=" FILE_A, "/spool", "no", "not by this server" },
                { "", "/spool", "yes", "nothing was fetched" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = begin (cases[i].files, cases[i].folder, cases[i].when);

    slw_harness_expect_done (h, cases[i].summary);
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collect/collect", test_collect);
  g_test_add_func ("/collect/lost", test_lost);
  g_test_add_func ("/collect/again", test_again);
  g_test_add_func ("/collect/full", test_full);
  g_test_add_func ("/collect/not-asked", test_not_asked);
  return g_test_run ();
}
