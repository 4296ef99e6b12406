/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quirks.h"

#include "yum-test.h"

static void
test_data (void)
{
  g_auto (GStrv) modules = quirks_get_modules ();
  g_auto (GStrv) options = quirks_get_options ();

  g_assert_true (g_strv_contains ((const char *const *) modules, "postgresql"));
  g_assert_true (g_strv_contains ((const char *const *) options, "--setopt=epel.excludepkgs=nginx*"));
  for (guint i = 0; options[i] != NULL; i++)
    g_assert_true (g_regex_match_simple ("^--setopt=[a-z0-9-]+\\.excludepkgs=[^ ]+$", options[i], 0, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quirks/data", test_data);
  return g_test_run ();
}
