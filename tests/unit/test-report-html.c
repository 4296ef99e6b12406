/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-report.h"

#include "report-kit.h"

static void
test_golden (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_html (report);

  report_kit_assert_golden ("report.html", text);
  g_assert_null (strstr (text, "<script"));
  g_assert_null (strstr (text, "<b>"));
  g_assert_null (strstr (text, "http://"));
  g_assert_null (strstr (text, "https://"));
}

/* A run of which nothing is known but that it began. */
static void
test_empty (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "DELETE FROM services; DELETE FROM outputs; DELETE FROM lines; DELETE FROM steps;"
                           "UPDATE runs SET outcome = NULL, message = NULL, finished = 0");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_html (report);

  g_assert_nonnull (strstr (text, "Not measured."));
  g_assert_true (g_str_has_suffix (text, "</html>\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report-html/golden", JournalKit, NULL, report_kit_set_up, test_golden, journal_kit_tear_down);
  g_test_add ("/report-html/empty", JournalKit, NULL, report_kit_set_up, test_empty, journal_kit_tear_down);
  return g_test_run ();
}
