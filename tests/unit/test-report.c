/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-report.h"

#include "report-kit.h"

static void
test_seconds (void)
{
  g_autofree char *some = slw_report_format_seconds (1250 * 1000);
  g_autofree char *none = slw_report_format_seconds (0);

  g_assert_cmpstr (some, ==, "1.2");
  g_assert_cmpstr (none, ==, "0.0");
}

/* Nothing that XML 1.0 has no character for, whatever a journal holds. */
static void
test_markup (void)
{
  g_autofree char *nothing = slw_report_escape_markup (NULL);
  g_autofree char *marks = slw_report_escape_markup ("<a b=\"c\" d='e'>&");
  g_autofree char *control = slw_report_escape_markup ("\x01\x1b[31m\n\xc2\x85\xff");
  g_autofree char *none = slw_report_escape_markup ("\xef\xbf\xbe\xef\xbf\xbf");

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (marks, ==, "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;");
  g_assert_cmpstr (control, ==, "\\x01\\x1b[31m\n\\u0085\\xff");
  g_assert_cmpstr (none, ==, "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_waiver (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);

  g_assert_cmpstr (slw_report_find_waiver (report)->text, ==, "no backup: the machine is a copy");
  g_ptr_array_set_size (report->findings, 0);
  g_assert_null (slw_report_find_waiver (report));
}

static void
test_duration (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "UPDATE steps SET finished = 0 WHERE id = 1; UPDATE steps SET finished = 1 WHERE id = 2");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);

  g_assert_cmpint (slw_report_get_duration (report, g_ptr_array_index (report->steps, 0)), ==, 0);
  g_assert_cmpint (slw_report_get_duration (report, g_ptr_array_index (report->steps, 1)), ==, 0);
  g_assert_cmpint (slw_report_get_duration (report, g_ptr_array_index (report->steps, 2)), ==, G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/seconds", test_seconds);
  g_test_add_func ("/report/markup", test_markup);
  g_test_add ("/report/waiver", JournalKit, NULL, report_kit_set_up, test_waiver, journal_kit_tear_down);
  g_test_add ("/report/duration", JournalKit, NULL, report_kit_set_up, test_duration, journal_kit_tear_down);
  return g_test_run ();
}
