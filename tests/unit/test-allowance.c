/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-allowance.h"

static void
test_counts (void)
{
  static const struct {
    const char *text;
    guint servers;
    guint count;
  } cases[] = {
    { "0", 12, 0 },  { "2", 12, 2 },  { "20", 12, 20 }, { "10%", 12, 1 },
    { "10%", 9, 0 }, { "50%", 3, 1 }, { "0%", 100, 0 }, { "100%", 7, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SlwAllowance allowance;

    g_assert_true (slw_allowance_parse (cases[i].text, &allowance));
    g_assert_cmpuint (slw_allowance_count (&allowance, cases[i].servers), ==, cases[i].count);
  }
}

static void
test_refused (void)
{
  static const char *const texts[] = { "", "%", "-1", "101%", "1.5", "2 %", "many", "100001", "99999999999999999999" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    SlwAllowance allowance;

    g_assert_false (slw_allowance_parse (texts[i], &allowance));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/allowance/counts", test_counts);
  g_test_add_func ("/allowance/refused", test_refused);
  return g_test_run ();
}
