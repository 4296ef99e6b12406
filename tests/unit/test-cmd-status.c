/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli-kit.h"

#include <sqlite3.h>

static void
test_running (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  g_autofree char *text = cli_kit_run (kit, "status");
  cli_kit_assert_has (text, "run 20261122-031500-aaaa: run install on platform mail, by ada@desk, 20");
  cli_kit_assert_has (text, "\nrunning, 1h00m");
  cli_kit_assert_has (text, "\nmain           verify           running ");
  cli_kit_assert_has (text, "s  services\n");
  cli_kit_assert_has (text, "\nshard          register         failed ");
  cli_kit_assert_has (text, "  the API says SQL_ERROR\n");
  cli_kit_assert_has (text,
                      "\n2 steps done, 1 running, 1 not done. `slipway logs -f 20261122-031500-aaaa` tells more.\n");
  g_assert_null (strstr (text, "packages")); /* one line per server… */

  g_autofree char *verbose = cli_kit_run (kit, "status", "-v", "20261122-03");
  cli_kit_assert_has (verbose, "\nshard          packages         done ");
}

static void
test_ended (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  cli_kit_end_run (journal);
  g_autofree char *text = cli_kit_run (kit, "status", "-w");
  cli_kit_assert_has (text, "\nfailed, 1h00m");
  cli_kit_assert_has (text, ": 1 of 2 servers failed\n");
}

/* The controller was killed (another process has its number now): nobody is shown as working who is not. */
static void
test_interrupted (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  sqlite3 *db = NULL;

  cli_kit_write_run (journal);
  g_assert_cmpint (sqlite3_open (kit->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE writers SET birth = birth - 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_autofree char *text = cli_kit_run (kit, "status");
  cli_kit_assert_has (text, "\ninterrupted\n");
  cli_kit_assert_has (text, "\nmain           verify           interrupted          no outcome yet of: services\n");
  g_assert_null (strstr (text, "running "));
}

static void
test_json (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  cli_kit_write_run (journal);
  g_autofree char *json = cli_kit_run (kit, "status", "--json");
  g_autoptr (JsonNode) root = json_from_string (json, &error);
  g_assert_no_error (error);
  JsonObject *document = json_node_get_object (root);
  JsonArray *steps = json_object_get_array_member (document, "steps");
  g_assert_cmpstr (json_object_get_string_member (document, "schema"), ==, "slipway.status/1");
  g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "running");
  g_assert_cmpuint (json_array_get_length (steps), ==, 4);
  JsonObject *open = json_array_get_object_element (steps, 3);
  g_assert_cmpstr (json_object_get_string_member (open, "server"), ==, "main");
  g_assert_cmpstr (json_object_get_string_member (open, "state"), ==, "running");
  g_assert_cmpstr (json_object_get_string_member (open, "action"), ==, "services");
  g_assert_true (json_object_get_null_member (open, "finished"));
}

/* Not on a terminal: what changed is printed below, and it ends with the run. */
static void
test_watch (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  GSubprocess *process = cli_kit_start (kit, "status", "-w", NULL);
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint deadline = g_timeout_add_seconds (CLI_KIT_DEADLINE, cli_kit_on_deadline, process);
  cli_kit_wait_for_line (output, "running, 1h00m");
  cli_kit_end_run (journal);
  cli_kit_wait_for_line (output, "failed, 1h00m: 1 of 2 servers failed");
  cli_kit_wait_for_line (output, "tells more.");
  g_source_remove (deadline);
  g_autofree char *rest = cli_kit_expect_good (process);
  g_assert_cmpstr (rest, ==, "");
}

static void
test_bad (JournalKit *kit, gconstpointer data)
{
  g_autofree char *none = cli_kit_run_badly (kit, 2, "status");
  g_autofree char *unknown = cli_kit_run_badly (kit, 2, "status", "2026");
  g_autofree char *words = cli_kit_run_badly (kit, 2, "status", "a", "b");

  cli_kit_assert_has (none, "no run yet");
  cli_kit_assert_has (none, kit->path);
  cli_kit_assert_has (unknown, "2026");
  g_autofree char *events = cli_kit_run_badly (kit, 2, "status", "--json-lines");

  cli_kit_assert_has (words, "slipway status");
  cli_kit_assert_has (events, "--json");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cmd-status/running", JournalKit, NULL, journal_kit_set_up, test_running, journal_kit_tear_down);
  g_test_add ("/cmd-status/ended", JournalKit, NULL, journal_kit_set_up, test_ended, journal_kit_tear_down);
  g_test_add ("/cmd-status/interrupted", JournalKit, NULL, journal_kit_set_up, test_interrupted, journal_kit_tear_down);
  g_test_add ("/cmd-status/json", JournalKit, NULL, journal_kit_set_up, test_json, journal_kit_tear_down);
  g_test_add ("/cmd-status/watch", JournalKit, NULL, journal_kit_set_up, test_watch, journal_kit_tear_down);
  g_test_add ("/cmd-status/bad", JournalKit, NULL, journal_kit_set_up, test_bad, journal_kit_tear_down);
  return g_test_run ();
}
