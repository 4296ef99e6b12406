/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dpkg-query.h"

#include "apt-test.h"
#include "package-state.h"

static void
test_parse (void)
{
  g_autoptr (GPtrArray) states = dpkg_query_parse ("a\tall\t1\tii \njunk\n\t\t\t\nb\tall\t\tun \nc\tall\t1\ti\n");

  g_assert_cmpuint (states->len, ==, 2);
  g_assert_true (((PackageState *) g_ptr_array_index (states, 0))->installed);
  g_assert_false (((PackageState *) g_ptr_array_index (states, 1))->installed);
}

static void
test_damaged (void)
{
  /* half installed, unpacked, half configured, kept while broken; in order; its removal broke off; gone */
  g_autoptr (GPtrArray) states = dpkg_query_parse ("a\tall\t1\tiHR\na\tall\t1\tiU \na\tall\t1\tiF \na\tall\t1\thHR\n"
                                                   "a\tall\t1\tii \na\tall\t1\trH \na\tall\t1\tic \n");

  g_assert_cmpuint (states->len, ==, 7);
  for (guint i = 0; i < states->len; i++)
    g_assert_cmpint (((PackageState *) g_ptr_array_index (states, i))->damaged, ==, i < 4);
}

static void
test_action (void)
{
  const char *const names[] = { "bm-*", NULL };
  g_autoptr (SlwAction) action = dpkg_query_new_action ("x", names);

  g_assert_true (slw_action_is_expected (action, 1));
  g_assert_false (slw_action_is_expected (action, 2));
  g_assert_cmpstr (slw_action_get_argv (action)[4], ==, "bm-*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dpkg-query/parse", test_parse);
  g_test_add_func ("/dpkg-query/damaged", test_damaged);
  g_test_add_func ("/dpkg-query/action", test_action);
  return g_test_run ();
}
