/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unbundle.h"

#include "apt-debian/apt-test.h"

#define LISTS "/bundle/lists/debian-12-x86_64.tar.gz"
#define ARCHIVE "/var/lib/slipway/bundle.tar.gz"

static SlwHarness *
begin (const char *size, int status)
{
  SlwHarness *h = new_bare_harness ("packages.unbundle");

  slw_harness_set_param (h, "lists", LISTS);
  slw_harness_set_param (h, "system", "debian-12-x86_64");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look into the bundle");
  slw_harness_answer (h, status, size, NULL);
  return h;
}

static SlwHarness *
begin_unpacked (const char *answer)
{
  SlwHarness *h = begin ("5000\n", 0);

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "make room for the bundle's repositories");
  slw_harness_answer (h, 0, "100000000000\n", NULL);
  slw_harness_expect_put (h, SLW_EFFECT_CACHE, ARCHIVE, NULL, 0600);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "check the lists of the bundle");
  slw_harness_answer (h, 0, answer, NULL);
  return h;
}

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = begin_unpacked ("R bookworm\nR bookworm\nX end 0\n");

  slw_harness_expect_output (h, "bundle", "/var/lib/slipway/bundle");
  slw_harness_expect_done (h, "the lists of the bundle are signed by keys that this server trusts");
  assert_plays (h);
}

/* A server says itself which lists it wants signed; what is not is said, and what is not its own is not used. */
static void
test_unsigned (void)
{
  g_autoptr (SlwHarness) h = begin_unpacked ("O other\nR base unsigned\nR bm\nX end 0\n");

  slw_harness_expect_output (h, "bundle", "/var/lib/slipway/bundle");
  slw_harness_expect_note (h, "other is in the bundle, and is no repository of this server*");
  slw_harness_expect_note (h, "the lists of base are not signed*hold newer ones back");
  slw_harness_expect_done (h, "lists that this server wants signed are; packages have to be, all of them");
  assert_plays (h);
}

static void
test_refused (void)
{
  static const struct {
    const char *answer;
    const char *message;
  } cases[] = {
    { "F bookworm\tcopy:/var/lib/slipway/bundle/repo/1\n"
      "U E: Release file for copy:/var/lib/slipway/bundle/repo/1/dists/bookworm/InRelease is expired (invalid since 3d "
      "2h). "
      "Updates for this repository will not be applied.\nX end 0\n",
      "the bundle is not used: bookworm: the repository has expired*make a new bundle*" },
    { "F bookworm\tcopy:/var/lib/slipway/bundle/repo/1\nU what apt never said\nX end 0\n",
      "the bundle is not used: a repository of it can't be used*" },
    { "O other\nX end 0\n", "the bundle is not used: none of its repositories is one that this server has*" },
    { "R bookworm\n", "the bundle is not used: the answer about it is cut off*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = begin_unpacked (cases[i].answer);

    slw_harness_expect_failed (h, SLW_ERROR_REFUSED, cases[i].message);
    assert_plays (h);
  }
}

static void
test_nothing_for_it (void)
{
  g_autoptr (SlwHarness) h = begin ("", 1);

  slw_harness_expect_failed (h, SLW_ERROR_REFUSED, "the bundle has nothing for debian-12-x86_64*");
  assert_plays (h);
}

static void
test_full (void)
{
  g_autoptr (SlwHarness) h = begin ("5000000\n", 0);

  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "make room for the bundle's repositories");
  slw_harness_answer (h, 0, "1000000\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_REFUSED,
                             "the lists of the bundle want 127*MB in /var/lib/slipway, and 1.0*MB are left*");
  assert_plays (h);
}

/* A plan must not leave lists on a server. */
static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.unbundle");

  slw_harness_set_param (h, "lists", LISTS);
  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  slw_harness_expect_failed (h, SLW_ERROR_REFUSED, "a plan puts nothing on a server*--download-only*");
  assert_plays (h);
}

static void
test_gone (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.unbundle");

  slw_harness_set_param (h, "lists", LISTS);
  slw_harness_set_param (h, "state", "gone");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "rm -rf -- /var/lib/slipway/bundle");
  slw_harness_expect_done (h, "the bundle's repositories are gone");
  assert_plays (h);
}

static void
test_none (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.unbundle");

  slw_harness_set_param (h, "lists", "");
  slw_harness_expect_output (h, "bundle", "");
  slw_harness_expect_done (h, "no bundle");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unbundle/good", test_good);
  g_test_add_func ("/unbundle/unsigned", test_unsigned);
  g_test_add_func ("/unbundle/refused", test_refused);
  g_test_add_func ("/unbundle/nothing-for-it", test_nothing_for_it);
  g_test_add_func ("/unbundle/full", test_full);
  g_test_add_func ("/unbundle/plan", test_plan);
  g_test_add_func ("/unbundle/gone", test_gone);
  g_test_add_func ("/unbundle/none", test_none);
  return g_test_run ();
}
