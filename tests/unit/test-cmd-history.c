/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli-kit.h"

static void
test_empty (JournalKit *kit, gconstpointer data)
{
  g_autofree char *text = cli_kit_run (kit, "history");
  g_autofree char *json = cli_kit_run (kit, "history", "--json");
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  cli_kit_assert_has (text, "no run yet");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (root), "runs")), ==, 0);
}

static void
test_runs (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  const SlwJournalRun hostile = { .id = (char *) "20200101-000000-bbbb",
                                  .platform = (char *) "evil\033[2J",
                                  .pipeline = (char *) "plan",
                                  .mode = (char *) "plan",
                                  .started = 1000000 };

  cli_kit_write_run (journal);
  slw_journal_begin_run (journal, &hostile);
  slw_journal_end_run (journal, hostile.id, "done", "two\nlines");
  cli_kit_end_run (journal);

  g_autofree char *text = cli_kit_run (kit, "history");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "RUN "));
  g_assert_true (g_str_has_prefix (lines[1], "20261122-031500-aaaa  20"));
  g_assert_true (g_str_has_suffix (lines[1], "run   failed: 1 of 2 servers failed"));
  cli_kit_assert_has (lines[1], " 1h00m");
  g_assert_true (g_str_has_suffix (lines[2], "plan  done: two"));
  cli_kit_assert_has (lines[2], "1970-01-01T00:00:01Z");
  cli_kit_assert_has (lines[2], "evil\\x1b[2J");

  g_autofree char *one = cli_kit_run (kit, "history", "-n", "1");
  g_auto (GStrv) first = g_strsplit (one, "\n", -1);
  g_assert_cmpuint (g_strv_length (first), ==, 3);
}

static void
test_json (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  cli_kit_write_run (journal);
  g_autofree char *json = cli_kit_run (kit, "--json", "history");
  g_autoptr (JsonNode) root = json_from_string (json, &error);
  g_assert_no_error (error);
  JsonObject *document = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (document, "schema"), ==, "slipway.history/1");
  JsonObject *run = json_array_get_object_element (json_object_get_array_member (document, "runs"), 0);
  g_assert_cmpstr (json_object_get_string_member (run, "run"), ==, "20261122-031500-aaaa");
  g_assert_cmpstr (json_object_get_string_member (run, "platform"), ==, "mail");
  g_assert_cmpstr (json_object_get_string_member (run, "pipeline"), ==, "install");
  g_assert_cmpstr (json_object_get_string_member (run, "operator"), ==, "ada@desk");
  g_assert_cmpstr (json_object_get_string_member (run, "state"), ==, "running");
  g_assert_true (json_object_get_null_member (run, "finished"));
  g_autoptr (GDateTime) started = g_date_time_new_from_iso8601 (json_object_get_string_member (run, "started"), NULL);
  g_assert_nonnull (started);
}

static void
test_bad (JournalKit *kit, gconstpointer data)
{
  g_autofree char *words = cli_kit_run_badly (kit, 2, "history", "more");
  g_autofree char *number = cli_kit_run_badly (kit, 2, "history", "-n", "x");
  g_autofree char *platform = cli_kit_run_badly (kit, 2, "history", "-p", "/nonexistent.ini");

  g_autofree char *events = cli_kit_run_badly (kit, 2, "history", "--json-lines");

  cli_kit_assert_has (words, "slipway history");
  cli_kit_assert_has (events, "--json");
  cli_kit_assert_has (number, "x");
  cli_kit_assert_has (platform, "/nonexistent.ini");

  journal_kit_open (kit->path);
  g_assert_true (g_file_set_contents (kit->path, "damaged", -1, NULL));
  g_autofree char *damaged = cli_kit_run_badly (kit, 2, "history");
  cli_kit_assert_has (damaged, "move it away");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cmd-history/empty", JournalKit, NULL, journal_kit_set_up, test_empty, journal_kit_tear_down);
  g_test_add ("/cmd-history/runs", JournalKit, NULL, journal_kit_set_up, test_runs, journal_kit_tear_down);
  g_test_add ("/cmd-history/json", JournalKit, NULL, journal_kit_set_up, test_json, journal_kit_tear_down);
  g_test_add ("/cmd-history/bad", JournalKit, NULL, journal_kit_set_up, test_bad, journal_kit_tear_down);
  return g_test_run ();
}
