/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "package-state.h"

#include "apt-debian/apt-test.h"
#include "dpkg-query.h"

static char *
compare (const char *text, const char *install, const char *remove)
{
  g_autoptr (GPtrArray) states = dpkg_query_parse (text);
  g_auto (GStrv) come = g_strsplit (install, " ", -1);
  g_auto (GStrv) go = g_strsplit (remove, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) plan = simulation_parse_list ((const char *const *) come, (const char *const *) go, &error);

  g_assert_no_error (error);
  return package_state_compare (states, plan);
}

static void
assert_compares (const char *text, const char *install, const char *remove, const char *expected)
{
  g_autofree char *difference = compare (text, install, remove);

  g_assert_cmpstr (difference, ==, expected);
}

static void
test_compare (void)
{
  assert_compares ("a\tall\t1\tii \nb\tamd64\t2\tit \n", "a=1 b=2", "", NULL);
  assert_compares ("libc6\tamd64\t1\tii \nlibc6\ti386\t1\tii \n", "libc6=1 libc6:i386=1", "", NULL);
  assert_compares ("a\tall\t1\trc \n", "", "a=1", NULL);
  assert_compares ("", "a=1", "b=1", "a is not installed");
  assert_compares ("a\tall\t2\tii \n", "a=1", "", "a is 2, 1 was planned");
  assert_compares ("a\tall\t1\tiF \nb\tall\t1\tiU \nc\tall\t1\tiiR\n", "a=1 b=1 c=1", "",
                   "a is half configured: its installation script failed; b is unpacked, but not configured; c is in "
                   "an unknown state");
  assert_compares ("a\tall\t1\tii \n", "", "a=1", "a is still installed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package-state/compare", test_compare);
  return g_test_run ();
}
