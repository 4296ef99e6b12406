/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli-kit.h"
#include "report-kit.h"

static void
test_formats (JournalKit *kit, gconstpointer data)
{
  g_autofree char *newest = cli_kit_run (kit, "report");
  g_autofree char *text = cli_kit_run (kit, "report", "--format", "text", "20261122");
  g_autofree char *junit = cli_kit_run (kit, "report", "--format=junit", REPORT_KIT_RUN);
  g_autofree char *html = cli_kit_run (kit, "report", REPORT_KIT_RUN, "--format=html");

  report_kit_assert_golden ("report.txt", newest);
  report_kit_assert_golden ("report.txt", text);
  report_kit_assert_golden ("report.xml", junit);
  report_kit_assert_golden ("report.html", html);
}

static void
test_json (JournalKit *kit, gconstpointer data)
{
  g_autofree char *asked = cli_kit_run (kit, "report", "--format", "json");
  g_autofree char *global = cli_kit_run (kit, "report", "--json");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (asked, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (asked, ==, global);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "schema"), ==, "slipway.report/1");
}

static void
test_bad (JournalKit *kit, gconstpointer data)
{
  g_autofree char *format = cli_kit_run_badly (kit, 2, "report", "--format", "pdf");
  g_autofree char *unknown = cli_kit_run_badly (kit, 2, "report", "1999");
  g_autofree char *words = cli_kit_run_badly (kit, 2, "report", "a", "b");
  g_autofree char *lines = cli_kit_run_badly (kit, 2, "report", "--json-lines");

  cli_kit_assert_has (format, "there are text, json, junit and html");
  cli_kit_assert_has (unknown, "slipway history");
  cli_kit_assert_has (words, "slipway report");
  cli_kit_assert_has (lines, "--format");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cmd-report/formats", JournalKit, NULL, report_kit_set_up, test_formats, journal_kit_tear_down);
  g_test_add ("/cmd-report/json", JournalKit, NULL, report_kit_set_up, test_json, journal_kit_tear_down);
  g_test_add ("/cmd-report/bad", JournalKit, NULL, report_kit_set_up, test_bad, journal_kit_tear_down);
  return g_test_run ();
}
