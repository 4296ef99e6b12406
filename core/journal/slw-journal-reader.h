/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>

#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

/* The reading half of SlwJournalSqlite; see the calls of the same name in slw-journal.h. */

SlwJournalRun *slw_journal_reader_find_run (sqlite3 *db, const char *path, const char *id, GError **error);
GPtrArray *
slw_journal_reader_list_runs (sqlite3 *db, const char *path, const char *platform, guint most, GError **error);
GPtrArray *slw_journal_reader_list_steps (sqlite3 *db, const char *path, const char *run, GError **error);
GPtrArray *slw_journal_reader_list_actions (sqlite3 *db, const char *path, gint64 step, GError **error);
GPtrArray *slw_journal_reader_list_lines (
    sqlite3 *db, const char *path, const char *run, gint64 step, gint64 after, GError **error);
GPtrArray *slw_journal_reader_list_services (sqlite3 *db, const char *path, const char *run, GError **error);
GPtrArray *slw_journal_reader_list_requests (sqlite3 *db, const char *path, const char *run, GError **error);
GPtrArray *slw_journal_reader_list_states (sqlite3 *db, const char *path, const char *run, GError **error);
GHashTable *
slw_journal_reader_get_outputs (sqlite3 *db, const char *path, gint64 step, gboolean *exact, GError **error);
char *slw_journal_reader_get_facts (sqlite3 *db, const char *path, const char *run, const char *server, GError **error);

G_END_DECLS
