/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "spool.h"

#include <slipway/slw-error.h>

#define A "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define B "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"

static void
test_parse (void)
{
  static const char *const words[] = { A "=/x/a.deb", B "=/x/b.deb", "junk", "short=/x", A "=relative", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Spool) self = spool_parse ("D " A " 5\nB " B "\nS 1000\nX end 0\n", &error);
  g_autoptr (GPtrArray) files = spool_read_files (words);

  g_assert_no_error (error);
  g_assert_cmpuint (self->space, ==, 1000);
  g_assert_cmpuint (self->refused, ==, 1);
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpuint (spool_sum (self, files), ==, 5);
}

/* Sizes that are lies don't wrap. */
static void
test_huge (void)
{
  static const char *const words[] = { A "=/x/a.deb", B "=/x/b.deb", NULL };
  g_autoptr (Spool) self = spool_parse ("D " A " 9223372036854775807\nD " B " 9223372036854775807\nX end 0\n", NULL);
  g_autoptr (GPtrArray) files = spool_read_files (words);

  g_assert_cmpuint (spool_sum (self, files), ==, G_MAXINT64);
}

static void
test_refused (void)
{
  static const char *const answers[] = {
    "",
    "D " A " 5\n",
    "D short 5\nX end 0\n",
    "D " A "\nX end 0\n",
    "D " A " -5\nX end 0\n",
    "B x\nX end 0\n",
    "S x\nX end 0\n",
    "Z\nX end 0\n",
    "D ../../etc/passwd 5\nX end 0\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (spool_parse (answers[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spool/parse", test_parse);
  g_test_add_func ("/spool/huge", test_huge);
  g_test_add_func ("/spool/refused", test_refused);
  return g_test_run ();
}
