/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-report.h"

#include "report-kit.h"

static void
test_golden (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_text (report);

  report_kit_assert_golden ("report.txt", text);
}

/* A run of which nothing is known but that it began. */
static void
test_empty (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "DELETE FROM services; DELETE FROM outputs; DELETE FROM lines; DELETE FROM steps;"
                           "UPDATE runs SET outcome = NULL, message = NULL, finished = 0");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_text (report);

  g_assert_nonnull (strstr (text, "Downtime: not measured"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report-text/golden", JournalKit, NULL, report_kit_set_up, test_golden, journal_kit_tear_down);
  g_test_add ("/report-text/empty", JournalKit, NULL, report_kit_set_up, test_empty, journal_kit_tear_down);
  return g_test_run ();
}
