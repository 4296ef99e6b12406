/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define APPLICATION_ID 0x536c774a /* "SlwJ" */

/* Times are microseconds since 1970. An id is writer << 32 | n, so that processes never ask one another for numbers, a
 * later process' ids are higher, and every id fits the integers of JSON. */
static const char schema_1[]
    = "CREATE TABLE writers (id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT, pid INTEGER, started INTEGER);"
      "CREATE TABLE runs (id TEXT PRIMARY KEY, platform TEXT, pipeline TEXT, mode TEXT, ceiling TEXT, operator TEXT,"
      "  outcome TEXT, message TEXT, started INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0);"
      "CREATE INDEX runs_by_time ON runs (started);"
      "CREATE TABLE steps (id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, server TEXT, step TEXT, kind "
      "TEXT,"
      "  plugin TEXT, outcome TEXT, message TEXT, started INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0);"
      "CREATE INDEX steps_by_run ON steps (run);"
      /* inserted as the intent; the outcome fills finished and what follows it */
      "CREATE TABLE actions (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES steps, key TEXT, label TEXT,"
      "  effect TEXT, canonical TEXT, described TEXT, started INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0,"
      "  status INTEGER, output TEXT, output_is_exact INTEGER, errors TEXT);"
      "CREATE INDEX actions_by_step ON actions (step);"
      "CREATE INDEX actions_by_key ON actions (key);"
      "CREATE TABLE lines (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES steps, time INTEGER NOT NULL,"
      "  kind TEXT, text TEXT);"
      "CREATE INDEX lines_by_step ON lines (step);"
      "CREATE TABLE outputs (step INTEGER NOT NULL REFERENCES steps, name TEXT NOT NULL, value TEXT,"
      "  PRIMARY KEY (step, name)) WITHOUT ROWID;"
      "CREATE TABLE facts (run TEXT NOT NULL REFERENCES runs, server TEXT NOT NULL, time INTEGER NOT NULL, facts TEXT,"
      "  PRIMARY KEY (run, server));"
      /* run NULL: free. The row stays, so that fence only ever grows. */
      "CREATE TABLE locks (platform TEXT PRIMARY KEY, run TEXT, owner TEXT, host TEXT, boot TEXT, pid INTEGER,"
      "  birth INTEGER, taken INTEGER, heartbeat INTEGER, fence INTEGER NOT NULL);";

/* Who writes a run, to tell one that goes on from one whose process is gone. */
static const char schema_2[] = "ALTER TABLE writers ADD COLUMN boot TEXT;"
                               "ALTER TABLE writers ADD COLUMN birth INTEGER;"
                               "ALTER TABLE runs ADD COLUMN writer INTEGER REFERENCES writers;";

/* A finding is a line with three more columns; a row of services is a change of the state of a service that is watched. */
static const char schema_3[] = "ALTER TABLE lines ADD COLUMN severity TEXT;"
                               "ALTER TABLE lines ADD COLUMN \"check\" TEXT;"
                               "ALTER TABLE lines ADD COLUMN remedy TEXT;"
                               "CREATE TABLE services (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES steps,"
                               "  time INTEGER NOT NULL, service TEXT, state TEXT, message TEXT);"
                               "CREATE INDEX services_by_step ON services (step);";

/* With what a run was started, for who takes it up again, and whether an output can be given back as it was. */
static const char schema_4[] = "ALTER TABLE runs ADD COLUMN options TEXT;"
                               "ALTER TABLE outputs ADD COLUMN is_exact INTEGER NOT NULL DEFAULT 0;";

/* What people ask of a run from another process, and in which state it left its servers when it was aborted. */
static const char schema_5[]
    = "CREATE TABLE requests (id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES runs, verb TEXT,"
      "  operator TEXT, time INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0);"
      "CREATE INDEX requests_by_run ON requests (run);"
      "CREATE TABLE states (run TEXT NOT NULL REFERENCES runs, server TEXT NOT NULL, state TEXT, message TEXT,"
      "  PRIMARY KEY (run, server)) WITHOUT ROWID;";

/* What a run did that concerns the run as a whole: whose lock it took over. */
static const char schema_6[] = "ALTER TABLE runs ADD COLUMN notes TEXT;";

/* migrations[n] leads from version n to n + 1. Entries are never changed, only added. */
static const char *const migrations[] = { schema_1, schema_2, schema_3, schema_4, schema_5, schema_6 };

static SlwError
code_of (int status)
{
  return status == SQLITE_CORRUPT || status == SQLITE_NOTADB ? SLW_ERROR_INVALID : SLW_ERROR_FAILED;
}

static const char *
advice_on (int status)
{
  switch (status) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return "; the file is damaged: move it away together with its -wal and -shm files, and a new one will be started "
           "(“sqlite3 FILE .recover” shows what can be saved of it)";
  case SQLITE_FULL:
    return "; free some space there, nothing is done that cannot be recorded";
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "; another process has been writing it for 10 s";
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return "; check the owner and the mode of the file and its folder";
  default:
    return "";
  }
}

void
slw_journal_schema_set_error (GError **error, sqlite3 *db, int status, const char *path, const char *doing)
{
  int primary = status & 0xff;
  int number = db != NULL && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) ? sqlite3_system_errno (db) : 0;
  const char *said = db != NULL && sqlite3_errcode (db) == status ? sqlite3_errmsg (db) : sqlite3_errstr (status);
  g_autofree char *words = slw_text_escape (said, -1); /* names out of a damaged file may be in it */

  g_set_error (error, SLW_ERROR, code_of (primary), "journal %s: %s: %s%s%s%s", path, doing, words,
               number != 0 ? ": " : "", number != 0 ? g_strerror (number) : "", advice_on (primary));
}

static gboolean
execute (sqlite3 *db, const char *sql, const char *path, const char *doing, GError **error)
{
  int status = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (status == SQLITE_OK)
    return TRUE;
  slw_journal_schema_set_error (error, db, status, path, doing);
  return FALSE;
}

static gboolean
read_number (sqlite3 *db, const char *sql, const char *path, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int status = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (status == SQLITE_OK)
    status = sqlite3_step (statement);
  if (status == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  else
    slw_journal_schema_set_error (error, db, status, path, "reading it");
  sqlite3_finalize (statement);
  return status == SQLITE_ROW;
}

/* A version of 0 is an empty file of anyone's, or a database of another program. */
static gboolean
check_identity (sqlite3 *db, const char *path, gint64 *version, GError **error)
{
  gint64 application = 0, tables = 0;

  if (!read_number (db, "PRAGMA application_id", path, &application, error)
      || !read_number (db, "PRAGMA user_version", path, version, error)
      || !read_number (db, "SELECT count(*) FROM sqlite_master", path, &tables, error))
    return FALSE;
  if (application != APPLICATION_ID && (application != 0 || *version != 0 || tables != 0)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "journal %s: this is a database of another program", path);
    return FALSE;
  }
  if (*version > (gint64) G_N_ELEMENTS (migrations)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "journal %s: written by a newer Slipway (format %" G_GINT64_FORMAT ", this one knows up to %u): "
                 "use that one, or another journal",
                 path, *version, (guint) G_N_ELEMENTS (migrations));
    return FALSE;
  }
  return TRUE;
}

static gboolean
apply (sqlite3 *db, gint64 version, const char *path, GError **error)
{
  for (; version < (gint64) G_N_ELEMENTS (migrations); version++) {
    g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version + 1);

    if (!execute (db, migrations[version], path, "bringing it up to date", error)
        || !execute (db, mark, path, "bringing it up to date", error))
      return FALSE;
  }
  return execute (db, "PRAGMA application_id = " G_STRINGIFY (APPLICATION_ID), path, "marking it", error);
}

static gboolean
migrate (sqlite3 *db, const char *path, GError **error)
{
  gint64 version = 0;

  if (!check_identity (db, path, &version, error))
    return FALSE;
  if (version == (gint64) G_N_ELEMENTS (migrations))
    return TRUE;
  if (!execute (db, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE", path, "opening it", error))
    return FALSE;
  /* read again: another process may have been quicker */
  if (check_identity (db, path, &version, error) && apply (db, version, path, error)
      && execute (db, "COMMIT", path, "bringing it up to date", error))
    return TRUE;
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static sqlite3 *
open_file (const char *path, GError **error)
{
  sqlite3 *db = NULL;
  int status = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, db, status, path, "opening it");
  else
    sqlite3_busy_timeout (db, SLW_JOURNAL_SCHEMA_PATIENCE_MS);
  if (status == SQLITE_OK && migrate (db, path, error)
      && execute (db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 16777216", path,
                  "opening it", error))
    return db;
  sqlite3_close (db);
  return NULL;
}

/* Made under another name and linked when it is complete, so that nobody ever opens half a journal, and two processes that
 * start at once cannot both switch one file to WAL, which SQLite answers with "locked". */
static gboolean
create_file (const char *path, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new-XXXXXX", NULL);
  int fd = g_mkstemp_full (fresh, O_RDWR | O_CLOEXEC, 0600);
  gboolean linked = FALSE;

  if (fd < 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "journal %s: cannot be made: %s", path, g_strerror (errno));
    return FALSE;
  }
  g_close (fd, NULL);

  sqlite3 *db = open_file (fresh, error);
  if (db != NULL) {
    sqlite3_close (db);
    linked = link (fresh, path) == 0 || errno == EEXIST;
    if (!linked)
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "journal %s: cannot be made: %s", path, g_strerror (errno));
  }
  g_unlink (fresh);
  return linked;
}

sqlite3 *
slw_journal_schema_open (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "journal %s: folder %s cannot be made: %s", path, folder,
                 g_strerror (errno));
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !create_file (path, error))
    return NULL;
  return open_file (path, error);
}
