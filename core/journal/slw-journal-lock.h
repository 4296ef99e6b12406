/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The table of locks. See slw_journal_lock() and slw_journal_unlock() for the words. */

gboolean slw_journal_lock_take (sqlite3 *db,
                                const char *path,
                                const char *platform,
                                const char *run_id,
                                const char *owner,
                                gboolean steal,
                                gint64 *fence,
                                char **note,
                                GError **error);

gboolean slw_journal_lock_release (sqlite3 *db, const char *path, const char *platform, gint64 fence, GError **error);

/**
 * slw_journal_lock_keep:
 * @db: a connection
 * @path: file of the journal
 * @platform: name of the platform
 * @fence: number that slw_journal_lock_take() gave
 * @error: return location
 *
 * Called in every transaction of the holder, so that one who slept through its lock records nothing more, and so does
 * nothing more.
 *
 * Returns: %TRUE when the lock is still held with that number; its heartbeat is now
 */
gboolean slw_journal_lock_keep (sqlite3 *db, const char *path, const char *platform, gint64 fence, GError **error);

G_END_DECLS
