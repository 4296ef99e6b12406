/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rate.h"

#include <string.h>

#include <slipway/slw-error.h>

static void
test_parse (void)
{
  static const struct {
    const char *text;
    guint64 rate;
  } good[] = {
    { "no", 0 },
    { "1K", 1024 },
    { "500k", 500 * 1024 },
    { "2M", 2 * 1024 * 1024 },
    { "3g", G_GUINT64_CONSTANT (3) << 30 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    guint64 rate = 1;

    g_assert_true (rate_parse (good[i].text, &rate, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (rate, ==, good[i].rate);
  }
}

static void
test_refused (void)
{
  static const char *const bad[]
      = { "", "0", "2", "0K", "K", "2MB", "2 M", "-2M", "+2M", "1.5M", "2T", "M2", "99999999999999999999K", "NO" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    guint64 rate;

    g_assert_false (rate_parse (bad[i], &rate, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "500K, 2M or 1G"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/parse", test_parse);
  g_test_add_func ("/rate/refused", test_refused);
  return g_test_run ();
}
