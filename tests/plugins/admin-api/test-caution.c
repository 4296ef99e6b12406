/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-caution.h"

#include "admin-api/slw-version.h"

/* Nobody reads the table before somebody updates: it must be right. */
static void
test_table (void)
{
  g_assert_true (slw_caution_is_valid ());
}

static void
test_plan (void)
{
  static const char *const plan[] = { "bm-core-upgraders=1", "bm-core=4.1.47249-1", NULL };
  static const char *const none[] = { "curl=1", "bm-core", "bm-core=x", NULL };
  g_autofree char *version = slw_caution_read_plan (plan);

  g_assert_cmpstr (version, ==, "4.1.47249-1");
  g_assert_null (slw_caution_read_plan (none));
  g_assert_null (slw_caution_read_plan (NULL));
}

static void
test_technical (void)
{
  g_assert_null (slw_caution_find_technical ("latest"));
  g_assert_null (slw_caution_find_technical ("current"));
  g_assert_cmpint (slw_version_compare (slw_caution_find_technical ("4.0.7"), SLW_VERSION_WITH_CHOICE), <, 0);
  g_assert_cmpstr (slw_caution_find_technical ("4.1"), ==, SLW_VERSION_WITH_CHOICE);
  g_assert_cmpstr (slw_caution_find_technical ("4.9.2"), ==, SLW_VERSION_WITH_CHOICE);
  g_assert_cmpstr (slw_caution_find_technical ("5.1"), ==, "5.0.0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caution/table", test_table);
  g_test_add_func ("/caution/plan", test_plan);
  g_test_add_func ("/caution/technical", test_technical);
  return g_test_run ();
}
