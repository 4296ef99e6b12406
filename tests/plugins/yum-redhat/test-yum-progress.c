/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-progress.h"

#include "yum-test.h"

static void
assert_progress (const char *line, gboolean download, double percent, const char *text)
{
  PackagesProgress progress = { 0 };

  g_assert_true (yum_progress_parse (line, &progress));
  g_assert_true (progress.is_download == download);
  g_assert_cmpfloat (progress.percent, ==, percent);
  g_assert_cmpstr (progress.text, ==, text);
  g_free (progress.text);
}

static void
test_lines (void)
{
  assert_progress ("(4/4): bm-conf-4.1.47249-0.noarch.rpm           3.0 MB/s |  26 kB     00:00    ", TRUE, 100,
                   "bm-conf-4.1.47249-0.noarch.rpm");
  assert_progress ("  Upgrading        : bm-conf-4.1.47249-0.noarch                             2/8 ", FALSE, 25,
                   "Upgrading bm-conf-4.1.47249-0.noarch");
  assert_progress ("  Running scriptlet: bm-node-4.1.47249-0.noarch                             3/8 ", FALSE, 37.5,
                   "Running scriptlet bm-node-4.1.47249-0.noarch");
}

static void
test_others (void)
{
  static const char *const lines[] = { "",
                                       "(",
                                       "(4): x",
                                       "(5/4): x",
                                       "(1/0): x",
                                       "Complete!",
                                       "  Verifying        : a  1/2 ",
                                       "  a : b",
                                       " x",
                                       "  : 1/2",
                                       "Total   3.0 MB/s |  26 kB     00:00" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    PackagesProgress progress = { 0 };
    gboolean known = yum_progress_parse (lines[i], &progress);

    g_assert_true (known == (progress.text != NULL));
    g_assert_true (!known || i == 9);
    g_free (progress.text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-progress/lines", test_lines);
  g_test_add_func ("/yum-progress/others", test_others);
  return g_test_run ();
}
