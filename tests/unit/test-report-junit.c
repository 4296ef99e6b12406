/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-report.h"

#include "report-kit.h"

static void
assert_well_formed (const char *text)
{
  static const GMarkupParser ignore = { NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&ignore, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
test_golden (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_junit (report);

  report_kit_assert_golden ("report.xml", text);
  assert_well_formed (text);
}

/* A run of which nothing is known but that it began. */
static void
test_empty (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "DELETE FROM services; DELETE FROM outputs; DELETE FROM lines; DELETE FROM steps;"
                           "UPDATE runs SET outcome = NULL, message = NULL, finished = 0");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  g_autofree char *text = slw_report_to_junit (report);

  assert_well_formed (text);
  g_assert_nonnull (strstr (text, "tests=\"0\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report-junit/golden", JournalKit, NULL, report_kit_set_up, test_golden, journal_kit_tear_down);
  g_test_add ("/report-junit/empty", JournalKit, NULL, report_kit_set_up, test_empty, journal_kit_tear_down);
  return g_test_run ();
}
