/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prepared-set.h"

#include <string.h>

#include "set-test.h"

static const char *const plan[] = { "b=1", "a=2", NULL };
static const char *const none[] = { NULL };
static const char *const files[] = { FILE_OF_A, NULL };

static void
test_round_trip (void)
{
  const char *const gone[] = { "old=1", NULL };
  g_autoptr (PreparedSet) set = prepared_set_new (1700000000, plan, gone, files);
  g_autofree char *text = prepared_set_format (set);
  g_autoptr (PreparedSet) again = prepared_set_parse (text);

  g_assert_nonnull (again);
  g_assert_cmpint (again->made, ==, 1700000000);
  g_assert_cmpstr (again->plan[0], ==, "a=2");
  g_assert_true (prepared_set_equal (set, again));
  g_assert_null (prepared_set_describe_difference (set, again));
  /* for sha256sum --check */
  g_assert_nonnull (strstr (text, "\n" DIGEST "  /var/cache/apt/archives/a_2_all.deb\n"));
}

static void
test_difference (void)
{
  const char *const newer[] = { "a=3", "b=1", NULL };
  g_autoptr (PreparedSet) set = prepared_set_new (1, plan, none, files);
  g_autoptr (PreparedSet) now = prepared_set_new (2, newer, none, files);
  g_autofree char *text = prepared_set_describe_difference (set, now);

  g_assert_cmpstr (text, ==, "a=3 would come and had not been prepared; a=2 had been prepared and would not come");
  g_assert_false (prepared_set_equal (set, now));
}

static void
test_many (void)
{
  const char *const many[] = { "a=1", "b=1", "c=1", "d=1", "e=1", "f=1", "g=1", NULL };
  g_autoptr (PreparedSet) set = prepared_set_new (1, none, none, none);
  g_autoptr (PreparedSet) now = prepared_set_new (2, many, none, none);
  g_autofree char *text = prepared_set_describe_difference (set, now);

  g_assert_cmpstr (text, ==, "a=1, b=1, c=1, d=1, e=1 and 2 more would come and had not been prepared");
}

static void
test_nonsense (void)
{
  g_assert_null (prepared_set_parse (""));
  g_assert_null (prepared_set_parse ("a=1\n"));
  g_assert_null (
      prepared_set_parse ("# What slipway fetched ahead on this server; sha256sum -c reads it.\n# plan a=1\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prepared-set/round-trip", test_round_trip);
  g_test_add_func ("/prepared-set/difference", test_difference);
  g_test_add_func ("/prepared-set/many", test_many);
  g_test_add_func ("/prepared-set/nonsense", test_nonsense);
  return g_test_run ();
}
