/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-lock.h"

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-process.h"
#include "core/journal/slw-journal-schema.h"

#define LOCKING "taking the lock of the platform"

typedef struct {
  char *run; /* NULL: free */
  char *owner;
  gint64 taken;
  gint64 heartbeat;
  SlwJournalProcess process;
} Holder;

static void
holder_clear (Holder *holder)
{
  g_free (holder->run);
  g_free (holder->owner);
  slw_journal_process_clear (&holder->process);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Holder, holder_clear)

static sqlite3_stmt *
prepare (sqlite3 *db, const char *path, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int status = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, db, status, path, LOCKING);
  return statement;
}

/* Runs @statement, which gives no row, and finalizes it. */
static gboolean
run (sqlite3 *db, const char *path, sqlite3_stmt *statement, GError **error)
{
  int status = statement != NULL ? sqlite3_step (statement) : SQLITE_ERROR;

  if (statement != NULL && status != SQLITE_DONE)
    slw_journal_schema_set_error (error, db, status, path, LOCKING);
  sqlite3_finalize (statement);
  return status == SQLITE_DONE;
}

static gboolean
read_holder (sqlite3 *db, const char *path, const char *platform, Holder *holder, gint64 *fence, GError **error)
{
  sqlite3_stmt *statement = prepare (
      db, path, "SELECT run, owner, host, boot, pid, birth, taken, heartbeat, fence FROM locks WHERE platform = ?",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, platform, -1, SQLITE_STATIC);

  int status = sqlite3_step (statement);
  if (status == SQLITE_ROW) {
    holder->run = g_strdup ((const char *) sqlite3_column_text (statement, 0));
    holder->owner = g_strdup ((const char *) sqlite3_column_text (statement, 1));
    holder->process.host = g_strdup ((const char *) sqlite3_column_text (statement, 2));
    holder->process.boot = g_strdup ((const char *) sqlite3_column_text (statement, 3));
    holder->process.pid = sqlite3_column_int64 (statement, 4);
    holder->process.birth = sqlite3_column_int64 (statement, 5);
    holder->taken = sqlite3_column_int64 (statement, 6);
    holder->heartbeat = sqlite3_column_int64 (statement, 7);
    *fence = sqlite3_column_int64 (statement, 8);
  } else if (status != SQLITE_DONE)
    slw_journal_schema_set_error (error, db, status, path, LOCKING);
  sqlite3_finalize (statement);
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

static void
set_locked (GError **error, const char *platform, const Holder *holder)
{
  g_autoptr (GDateTime) taken = g_date_time_new_from_unix_local (holder->taken / G_USEC_PER_SEC);
  g_autofree char *since = taken != NULL ? g_date_time_format_iso8601 (taken) : g_strdup ("?");

  g_set_error (error, SLW_ERROR, SLW_ERROR_LOCKED,
               "platform %s is locked by run %s of %s (process %" G_GINT64_FORMAT
               " on %s) since %s, last heard of %" G_GINT64_FORMAT " s ago; when that run is known to be dead, "
               "--steal-lock takes its lock over",
               platform, holder->run, holder->owner, holder->process.pid, holder->process.host, since,
               (g_get_real_time () - holder->heartbeat) / G_USEC_PER_SEC);
}

static gboolean
write_holder (sqlite3 *db, const char *path, const char *platform, const Holder *holder, gint64 fence, GError **error)
{
  const SlwJournalProcess *self = slw_journal_process_get_self ();
  sqlite3_stmt *statement
      = prepare (db, path, "INSERT OR REPLACE INTO locks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, platform, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, holder->run, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, holder->owner, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, self->host, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, self->boot, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 6, self->pid);
  sqlite3_bind_int64 (statement, 7, self->birth);
  sqlite3_bind_int64 (statement, 8, holder->taken);
  sqlite3_bind_int64 (statement, 9, holder->taken);
  sqlite3_bind_int64 (statement, 10, fence);
  return run (db, path, statement, error);
}

/* Inside a transaction that holds the write lock of the file. */
static gboolean
take (sqlite3 *db,
      const char *path,
      const char *platform,
      const Holder *wanted,
      gboolean steal,
      gint64 *fence,
      char **note,
      GError **error)
{
  g_auto (Holder) present = { NULL };
  gboolean gone;

  *fence = 0;
  if (!read_holder (db, path, platform, &present, fence, error))
    return FALSE;
  gone = present.run == NULL || slw_journal_process_is_gone (&present.process);
  if (!gone && !steal) {
    set_locked (error, platform, &present);
    return FALSE;
  }
  *fence += 1;
  if (!write_holder (db, path, platform, wanted, *fence, error))
    return FALSE;
  if (present.run != NULL)
    *note = g_strdup_printf ("the lock of run %s of %s was %s %" G_GINT64_FORMAT " %s", present.run, present.owner,
                             gone ? "taken over: its process" : "stolen, although nobody knows whether its process",
                             present.process.pid, gone ? "is gone" : "still runs");
  return TRUE;
}

static gboolean
begin (sqlite3 *db, const char *path, GError **error)
{
  int status = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, db, status, path, LOCKING);
  return status == SQLITE_OK;
}

static gboolean
end (sqlite3 *db, const char *path, gboolean good, GError **error)
{
  int status = good ? sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) : SQLITE_OK;

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, db, status, path, LOCKING);
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return good && status == SQLITE_OK;
}

gboolean
slw_journal_lock_take (sqlite3 *db,
                       const char *path,
                       const char *platform,
                       const char *run_id,
                       const char *owner,
                       gboolean steal,
                       gint64 *fence,
                       char **note,
                       GError **error)
{
  const Holder wanted = { (char *) run_id, (char *) owner, g_get_real_time (), 0, { NULL } };
  g_autofree char *found = NULL;

  if (!begin (db, path, error))
    return FALSE;
  if (!end (db, path, take (db, path, platform, &wanted, steal, fence, &found, error), error))
    return FALSE;
  *note = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
update (sqlite3 *db, const char *path, const char *sql, gint64 time, const char *platform, gint64 fence, GError **error)
{
  sqlite3_stmt *statement = prepare (db, path, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, time);
  sqlite3_bind_text (statement, 2, platform, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, fence);
  if (!run (db, path, statement, error))
    return FALSE;
  if (sqlite3_changes (db) == 1)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_LOCKED,
               "the lock of platform %s was lost: another run has taken it over since", platform);
  return FALSE;
}

gboolean
slw_journal_lock_release (sqlite3 *db, const char *path, const char *platform, gint64 fence, GError **error)
{
  return update (db, path, "UPDATE locks SET run = NULL, heartbeat = ? WHERE platform = ? AND fence = ?",
                 g_get_real_time (), platform, fence, error);
}

gboolean
slw_journal_lock_keep (sqlite3 *db, const char *path, const char *platform, gint64 fence, GError **error)
{
  return update (db, path, "UPDATE locks SET heartbeat = ? WHERE platform = ? AND fence = ? AND run IS NOT NULL",
                 g_get_real_time (), platform, fence, error);
}
