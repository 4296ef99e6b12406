/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>
#include <stdarg.h>

G_BEGIN_DECLS

typedef enum {
  SLW_JOURNAL_WRITE_BEGIN_RUN,
  SLW_JOURNAL_WRITE_END_RUN,
  SLW_JOURNAL_WRITE_BEGIN_STEP,
  SLW_JOURNAL_WRITE_END_STEP,
  SLW_JOURNAL_WRITE_INTEND,
  SLW_JOURNAL_WRITE_CONCLUDE,
  SLW_JOURNAL_WRITE_ADD_LINE,
  SLW_JOURNAL_WRITE_ADD_FINDING,
  SLW_JOURNAL_WRITE_ADD_SERVICE,
  SLW_JOURNAL_WRITE_SET_OUTPUT,
  SLW_JOURNAL_WRITE_REOPEN_RUN,
  SLW_JOURNAL_WRITE_ADD_NOTE,
  SLW_JOURNAL_WRITE_REOPEN_STEP,
  SLW_JOURNAL_WRITE_SET_FACTS,
  SLW_JOURNAL_WRITE_SET_STATE,
  SLW_JOURNAL_WRITE_ADD_REQUEST,
  SLW_JOURNAL_WRITE_SEE_REQUEST,
  SLW_JOURNAL_WRITE_ADD_WRITER,
  SLW_JOURNAL_WRITE_N_STATEMENTS,
} SlwJournalStatement;

/**
 * SlwJournalWriter:
 * @db: connection
 * @path: file of the journal
 * @number: number of this process in the table of writers, 0 while it has none
 * @prepared: statements that were used before
 *
 * Where writes are executed.
 */
typedef struct {
  sqlite3 *db;
  char *path;
  gint64 number;
  sqlite3_stmt *prepared[SLW_JOURNAL_WRITE_N_STATEMENTS];
} SlwJournalWriter;

/**
 * SlwJournalWrite:
 *
 * A statement with its values, waiting for its transaction.
 */
typedef struct _SlwJournalWrite SlwJournalWrite;

/**
 * slw_journal_write_new:
 * @statement: which statement
 * @types: a letter for each of its values: `i` number (gint64), `k` id (gint64), `t` text (made clean here), `T` text that
 *   is clean already (transfer full), `w` number of the writer (no argument)
 * @values: the values
 *
 * Returns: (transfer full): a write
 */
SlwJournalWrite *slw_journal_write_new (SlwJournalStatement statement, const char *types, va_list values);

void slw_journal_write_free (gpointer write);

/**
 * slw_journal_write_execute:
 * @write: a write; may be executed again when its transaction was lost
 * @writer: where
 * @error: return location
 *
 * Returns: SQLite's result code
 */
int slw_journal_write_execute (const SlwJournalWrite *write, SlwJournalWriter *writer, GError **error);

/**
 * slw_journal_write_complete_id:
 * @writer: where
 * @id: an id; one that was handed out before the process had its number lacks that
 *
 * Returns: the id as it is in the file
 */
gint64 slw_journal_write_complete_id (const SlwJournalWriter *writer, gint64 id);

G_END_DECLS
