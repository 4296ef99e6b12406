/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* How long another process may hold the journal before that is an error. */
#define SLW_JOURNAL_SCHEMA_PATIENCE_MS 10000

/**
 * slw_journal_schema_open:
 * @path: file of the journal
 * @error: return location
 *
 * Opens it, made first if there is none (mode 0600, folder 0700), and brings an older one up to date.
 *
 * Returns: (transfer full): a connection for sqlite3_close(), or %NULL: %SLW_ERROR_INVALID for a file that is damaged, newer
 *   than this program, or no journal
 */
sqlite3 *slw_journal_schema_open (const char *path, GError **error);

/**
 * slw_journal_schema_set_error:
 * @error: return location
 * @db: (nullable): a connection on which something has just failed
 * @status: SQLite's result code
 * @path: file of the journal
 * @doing: what was tried, for instance "writing a step"
 *
 * Sets @error to what SQLite says, in words that tell what to do.
 */
void slw_journal_schema_set_error (GError **error, sqlite3 *db, int status, const char *path, const char *doing);

G_END_DECLS
