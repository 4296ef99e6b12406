/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-schema.h"

#include <string.h>
#include <sys/stat.h>

#include <slipway/slw-error.h>

#include "journal-kit.h"

static char *
ask (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  char *answer = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

static void
assert_refused (const char *path, SlwError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_journal_schema_open (path, &error));
  g_assert_error (error, SLW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_new (JournalKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (kit->path);
  GStatBuf file, dir;
  guint entries = 0;

  sqlite3 *db = slw_journal_schema_open (kit->path, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
  g_assert_cmpint (g_stat (kit->path, &file), ==, 0);
  g_assert_cmpint (g_stat (folder, &dir), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
  g_assert_cmpint (dir.st_mode & 0777, ==, 0700);

  g_autofree char *mode = ask (kit->path, "PRAGMA journal_mode");
  g_autofree char *version = ask (kit->path, "PRAGMA user_version");
  g_assert_cmpstr (mode, ==, "wal");
  g_assert_cmpstr (version, ==, "6");

  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (listing) != NULL)
    entries++;
  g_assert_cmpuint (entries, ==, 1); /* what it was made as is gone */

  db = slw_journal_schema_open (kit->path, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
}

static void
test_empty_file (JournalKit *kit, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kit->folder, "empty.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  sqlite3 *db = slw_journal_schema_open (path, &error);
  g_assert_no_error (error);
  sqlite3_close (db);

  g_autofree char *mode = ask (path, "PRAGMA journal_mode");
  g_assert_cmpstr (mode, ==, "wal");
}

/* A journal of the first format: brought up to date, and what is in it still there. */
static void
test_older (JournalKit *kit, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kit->folder, "old.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "CREATE TABLE writers (id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT, pid INTEGER,"
                                 " started INTEGER);"
                                 "CREATE TABLE runs (id TEXT PRIMARY KEY, platform TEXT, pipeline TEXT, mode TEXT,"
                                 " ceiling TEXT, operator TEXT, outcome TEXT, message TEXT, started INTEGER NOT NULL,"
                                 " finished INTEGER NOT NULL DEFAULT 0);"
                                 "CREATE TABLE steps (id INTEGER PRIMARY KEY, run TEXT);"
                                 "CREATE TABLE outputs (step INTEGER, name TEXT, value TEXT);"
                                 "CREATE TABLE lines (id INTEGER PRIMARY KEY, step INTEGER NOT NULL, time INTEGER"
                                 " NOT NULL, kind TEXT, text TEXT);"
                                 "INSERT INTO steps VALUES (1, 'old');"
                                 "INSERT INTO lines VALUES (1, 1, 5, 'finding', 'high: disk is full; free some');"
                                 "INSERT INTO runs (id, started) VALUES ('old', 1);"
                                 "PRAGMA application_id = 0x536c774a; PRAGMA user_version = 1",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);

  g_autoptr (SlwJournal) journal = slw_journal_sqlite_new (path, &error);
  g_assert_no_error (error);
  journal_kit_begin_run (journal, "new");
  journal_kit_flush_well (journal);
  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 2);
  g_assert_false (((SlwJournalRun *) runs->pdata[1])->abandoned); /* nobody knows */

  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, "old", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (((SlwJournalLine *) lines->pdata[0])->text, ==, "high: disk is full; free some");
  g_assert_null (((SlwJournalLine *) lines->pdata[0])->severity);
}

static void
test_newer (JournalKit *kit, gconstpointer data)
{
  sqlite3_close (slw_journal_schema_open (kit->path, NULL));
  g_autofree char *set = ask (kit->path, "PRAGMA user_version = 4711");
  assert_refused (kit->path, SLW_ERROR_INVALID, "newer Slipway (format 4711, this one knows up to 6)");
}

static void
test_foreign (JournalKit *kit, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kit->folder, "mails.db", NULL);
  g_autofree char *set = ask (path, "CREATE TABLE mails (id INTEGER)");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length = 0, after_length = 0;

  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  assert_refused (path, SLW_ERROR_INVALID, "another program");
  g_assert_true (g_file_get_contents (path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_no_database (JournalKit *kit, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kit->folder, "notes.txt", NULL);

  g_assert_true (
      g_file_set_contents (path, "this is no database but a text that is quite long, for all that", -1, NULL));
  assert_refused (path, SLW_ERROR_INVALID, "move it away");
}

/* Every page behind the first is overwritten: it opens, but cannot be read. */
static void
test_damaged (JournalKit *kit, gconstpointer data)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  sqlite3_close (slw_journal_schema_open (kit->path, NULL));
  g_assert_true (g_file_get_contents (kit->path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 8192);
  memset (content + 4096, 0x5a, length - 4096);
  g_assert_true (g_file_set_contents (kit->path, content, (gssize) length, NULL));

  g_autoptr (SlwJournal) journal = slw_journal_sqlite_new (kit->path, &error);
  if (journal != NULL) {
    journal_kit_begin_run (journal, "r");
    g_assert_false (journal_kit_flush (journal, &error));
  }
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "move it away"));
  if (journal != NULL)
    g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*entries are lost*");
  g_clear_object (&journal);
  g_test_assert_expected_messages ();
}

static void
test_no_folder (JournalKit *kit, gconstpointer data)
{
  g_autofree char *file = g_build_filename (kit->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "below", "journal.db", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  assert_refused (below, SLW_ERROR_FAILED, "cannot be made");
  assert_refused (kit->folder, SLW_ERROR_FAILED, "opening it");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-schema/new", JournalKit, NULL, journal_kit_set_up, test_new, journal_kit_tear_down);
  g_test_add ("/journal-schema/empty-file", JournalKit, NULL, journal_kit_set_up, test_empty_file,
              journal_kit_tear_down);
  g_test_add ("/journal-schema/older", JournalKit, NULL, journal_kit_set_up, test_older, journal_kit_tear_down);
  g_test_add ("/journal-schema/newer", JournalKit, NULL, journal_kit_set_up, test_newer, journal_kit_tear_down);
  g_test_add ("/journal-schema/foreign", JournalKit, NULL, journal_kit_set_up, test_foreign, journal_kit_tear_down);
  g_test_add ("/journal-schema/no-database", JournalKit, NULL, journal_kit_set_up, test_no_database,
              journal_kit_tear_down);
  g_test_add ("/journal-schema/damaged", JournalKit, NULL, journal_kit_set_up, test_damaged, journal_kit_tear_down);
  g_test_add ("/journal-schema/no-folder", JournalKit, NULL, journal_kit_set_up, test_no_folder, journal_kit_tear_down);
  return g_test_run ();
}
