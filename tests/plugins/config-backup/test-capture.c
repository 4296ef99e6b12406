/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "capture.h"

#include "config-test.h"

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Capture) capture = capture_parse (TAKEN, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (capture->backup, ==, "20260101T000000Z");
  g_assert_cmpuint (capture->entries, ==, 3);
  g_assert_cmpuint (capture->bytes, ==, 2048);
  g_assert_cmpuint (capture->added, ==, 1);
  g_assert_cmpuint (capture->added_bytes, ==, 1024);
}

static void
test_bad (void)
{
  static const char *const texts[]
      = { "", "verified yes\n", "backup 1\nverified no\n", "backup 1\nentries x\nverified yes\n", "backup 1\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (capture_parse (texts[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/good", test_good);
  g_test_add_func ("/capture/bad", test_bad);
  return g_test_run ();
}
