/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-summary.h"

#include <slipway/slw-error.h>

#include <string.h>

#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define TEXT                                                                                          \
  "slipway-sealed 1\nid 20260101T000000Z\nrun r%201\nserver main\ntime 7\nentries 3\nbytes 40\nsize " \
  "99\nsha256 " DIGEST "\nend\n"

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupSummary) summary = slw_backup_summary_parse (TEXT, strlen (TEXT), &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (summary->run, ==, "r 1");
  g_assert_cmpint (summary->time, ==, 7);
  g_assert_cmpuint (summary->sealed, ==, 99);
  again = slw_backup_summary_to_text (summary);
  g_assert_cmpstr (again, ==, TEXT);
}

static void
test_bad (void)
{
  static const struct {
    const char *from;
    const char *to;
  } changes[] = {
    { "sealed 1", "sealed 2" },        { "time 7", "time -7" }, { "entries 3\n", "" },
    { "size 99", "size 0" },           { "end\n", "" },         { "end\n", "end\nmore\n" },
    { "bytes 40", "bytes many" },      { "id 2026", "id %00" }, { DIGEST, "e3b0" },
    { "id 20260101T000000Z", "id -" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GString) text = g_string_new (TEXT);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, changes[i].from, changes[i].to, 1), ==, 1);
    g_assert_null (slw_backup_summary_parse (text->str, text->len, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
  g_assert_null (slw_backup_summary_parse (TEXT, strlen (TEXT) + 1, NULL)); /* a NUL */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup-summary/good", test_good);
  g_test_add_func ("/backup-summary/bad", test_bad);
  return g_test_run ();
}
