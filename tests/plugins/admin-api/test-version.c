/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-version.h"

static void
test_compare (void)
{
  static const struct {
    const char *a, *b;
    int order;
  } cases[] = {
    { "4.1.47249", "4.1.47249", 0 },
    { "4.1.47249-1", "4.1.47249", 0 },
    { "4.1.47249.3", "4.1.47249", 0 },
    { "4.1.42304", "4.1.47224", -1 },
    { "5.0.1000", "4.1.64887", 1 },
    { "4.1.9999", "4.1.10000", -1 },
    { NULL, "4.1.1", -1 },
    { "bm", "4.1.1", -1 },
    { "4", "4.0.0", 0 },
    { NULL, "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpint (slw_version_compare (cases[i].a, cases[i].b), ==, cases[i].order);
    g_assert_cmpint (slw_version_compare (cases[i].b, cases[i].a), ==, -cases[i].order);
  }
}

static void
test_technical (void)
{
  g_assert_true (slw_version_is_technical ("4.1.47249"));
  g_assert_true (slw_version_is_technical ("5.0.1000"));
  g_assert_false (slw_version_is_technical ("4.1.5"));
  g_assert_false (slw_version_is_technical ("4.1"));
  g_assert_false (slw_version_is_technical ("latest"));
  g_assert_false (slw_version_is_technical (NULL));
}

static void
test_target (void)
{
  static const char *const good[] = { "latest", "current", "4", "4.9", "4.1.5", "4.1.5-2" };
  static const char *const bad[] = {
    "",      "Latest", "4.",    ".4", "4..1",           "4.1.5.6", "4.1.5-", "4-1-2",
    "4.1 5", "4.1&x",  "4.1/5", "-1", "9999999999.1.1", "4.1.5-x", "v4.1",   "4.1.5-22222222222222222222222222222"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (slw_version_is_target (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (slw_version_is_target (bad[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version/compare", test_compare);
  g_test_add_func ("/version/technical", test_technical);
  g_test_add_func ("/version/target", test_target);
  return g_test_run ();
}
