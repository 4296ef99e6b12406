/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpm-query.h"

#include "package-state.h"
#include "yum-test.h"

static void
test_parse (void)
{
  g_autoptr (GPtrArray) states = rpm_query_parse ("bm-core\tnoarch\t4.1.47249-0\njunk\n\t\t\nfile\tx86_64\t0:5-1\n");

  g_assert_cmpuint (states->len, ==, 2);
  g_assert_cmpstr (((PackageState *) g_ptr_array_index (states, 0))->version, ==, "4.1.47249-0");
  g_assert_cmpstr (((PackageState *) g_ptr_array_index (states, 1))->version, ==, "5-1");
  g_assert_true (((PackageState *) g_ptr_array_index (states, 1))->installed);
}

static void
test_kernels (void)
{
  static const char *const comes[] = { "kernel=6-1", NULL };
  static const char *const goes[] = { "kernel=5-1", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) plan = simulation_parse_list (comes, goes, &error);
  g_autoptr (GPtrArray) good = rpm_query_parse ("kernel\tx86_64\t6-1\nkernel\tx86_64\t5-2\n");
  g_autoptr (GPtrArray) bad = rpm_query_parse ("kernel\tx86_64\t6-1\nkernel\tx86_64\t5-1\n");
  g_autofree char *fine = package_state_compare (good, plan);
  g_autofree char *fault = package_state_compare (bad, plan);

  g_assert_no_error (error);
  g_assert_null (fine);
  g_assert_cmpstr (fault, ==, "kernel is still installed");
}

static void
test_action (void)
{
  const char *const names[] = { "bm-*", "glibc:i686", NULL };
  g_autoptr (SlwAction) action = rpm_query_new_action ("x", names);
  const char *const *argv = slw_action_get_argv (action);

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  g_assert_cmpstr (argv[7], ==, "bm-*");
  g_assert_cmpstr (argv[8], ==, "glibc");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpm-query/parse", test_parse);
  g_test_add_func ("/rpm-query/kernels", test_kernels);
  g_test_add_func ("/rpm-query/action", test_action);
  return g_test_run ();
}
