/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli-kit.h"

static void
test_text (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  cli_kit_end_run (journal);
  g_autofree char *text = cli_kit_run (kit, "logs", "20261122");
  cli_kit_assert_has (text, "run 20261122-031500-aaaa: run install on platform mail, by ada@desk");
  cli_kit_assert_has (text, " main         packages       started packages.install by apt-debian\n");
  cli_kit_assert_has (text, " main         packages       MUTATE apt-get install bm-full\n");
  cli_kit_assert_has (text, " main         packages       | unpacking\n");
  cli_kit_assert_has (text, " main         packages       | setting up \\x1b[31mred\n");
  cli_kit_assert_has (text, " main         packages       = 0 install (0.0s)\n");
  cli_kit_assert_has (text, " main         packages       note 120 packages\n");
  cli_kit_assert_has (text, " shard        register       | {\"errorCode\":\"SQL_ERROR\"}\n");
  cli_kit_assert_has (text, " shard        register       = 500 register (0.0s)\n");
  cli_kit_assert_has (text, " shard        register       ended failed: the API says SQL_ERROR (0.0s)\n");
  cli_kit_assert_has (text, "\nrun 20261122-031500-aaaa: failed: 1 of 2 servers failed\n");
  g_assert_null (strstr (text, "long list")); /* of a READ action that went well */
  g_assert_null (strchr (text, '\033'));

  g_autofree char *verbose = cli_kit_run (kit, "logs", "-v", "20261122");
  cli_kit_assert_has (verbose, " | long list\n");
}

static void
test_selection (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  cli_kit_end_run (journal);
  g_autofree char *server = cli_kit_run (kit, "logs", "20261122", "shard");
  g_autofree char *step = cli_kit_run (kit, "logs", "20261122", "shard:register");
  cli_kit_assert_has (server, " shard        packages ");
  g_assert_null (strstr (server, " main "));
  cli_kit_assert_has (step, " shard        register ");
  g_assert_null (strstr (step, " packages "));

  g_autofree char *no_server = cli_kit_run_badly (kit, 2, "logs", "20261122", "shart");
  g_autofree char *no_step = cli_kit_run_badly (kit, 2, "logs", "20261122", "shard:none");
  cli_kit_assert_has (no_server, "shart");
  cli_kit_assert_has (no_step, "shard:none");
}

static void
test_json (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  cli_kit_write_run (journal);
  cli_kit_end_run (journal);
  g_autofree char *json = cli_kit_run (kit, "logs", "--json", "20261122", "shard:register");
  g_autoptr (JsonNode) root = json_from_string (json, &error);
  g_assert_no_error (error);
  JsonObject *document = json_node_get_object (root);
  JsonArray *entries = json_object_get_array_member (document, "entries");
  g_assert_cmpstr (json_object_get_string_member (document, "schema"), ==, "slipway.logs/1");
  g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "failed");
  g_assert_cmpuint (json_array_get_length (entries), ==, 5);
  JsonObject *outcome = json_array_get_object_element (entries, 3);
  g_assert_cmpstr (json_object_get_string_member (outcome, "kind"), ==, "outcome");
  g_assert_cmpstr (json_object_get_string_member (outcome, "effect"), ==, "MUTATE");
  g_assert_cmpint (json_object_get_int_member (outcome, "status"), ==, 500);

  g_autofree char *lines = cli_kit_run (kit, "logs", "--json-lines", "20261122", "shard:register");
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);
  g_assert_cmpuint (g_strv_length (each), ==, 6);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (JsonNode) line = json_from_string (each[i], &error);
    g_assert_no_error (error);
    g_assert_cmpstr (json_object_get_string_member (json_node_get_object (line), "schema"), ==, "slipway.log-entry/1");
  }
}

static void
test_follow (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  GSubprocess *process = cli_kit_start (kit, "logs", "-f", "20261122", NULL);
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint deadline = g_timeout_add_seconds (CLI_KIT_DEADLINE, cli_kit_on_deadline, process);
  cli_kit_wait_for_line (output, "READ systemctl is-active bm-core");

  gint64 step = slw_journal_begin_step (journal, "20261122-031500-aaaa", "shard", "late", "k", "p");
  slw_journal_add_line (journal, step, "note", "while it was watched");
  journal_kit_flush_well (journal);
  cli_kit_wait_for_line (output, "note while it was watched");
  slw_journal_add_line (journal, step, "note", "the very last");
  cli_kit_end_run (journal);
  cli_kit_wait_for_line (output, "note the very last");
  cli_kit_wait_for_line (output, "run 20261122-031500-aaaa: failed: 1 of 2 servers failed");
  g_source_remove (deadline);
  g_autofree char *rest = cli_kit_expect_good (process);
}

static void
test_bad (JournalKit *kit, gconstpointer data)
{
  g_autofree char *no_run = cli_kit_run_badly (kit, 2, "logs", "2026");
  g_autofree char *none = cli_kit_run_badly (kit, 2, "logs");

  cli_kit_assert_has (no_run, "2026");
  cli_kit_assert_has (none, "which run?");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cmd-logs/text", JournalKit, NULL, journal_kit_set_up, test_text, journal_kit_tear_down);
  g_test_add ("/cmd-logs/selection", JournalKit, NULL, journal_kit_set_up, test_selection, journal_kit_tear_down);
  g_test_add ("/cmd-logs/json", JournalKit, NULL, journal_kit_set_up, test_json, journal_kit_tear_down);
  g_test_add ("/cmd-logs/follow", JournalKit, NULL, journal_kit_set_up, test_follow, journal_kit_tear_down);
  g_test_add ("/cmd-logs/bad", JournalKit, NULL, journal_kit_set_up, test_bad, journal_kit_tear_down);
  return g_test_run ();
}
