/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_locks_take_platform:
 * @run: a run
 * @error: return location
 *
 * Takes the lock of the platform in the journal, unless the run is a plan.
 *
 * Returns: whether it is held, or not needed; see slw_journal_lock()
 */
gboolean slw_locks_take_platform (SlwRun *run, GError **error);

/**
 * slw_locks_give_platform:
 * @run: a run
 *
 * Gives back the lock of the platform in the journal, if it was taken.
 */
void slw_locks_give_platform (SlwRun *run);

/**
 * slw_locks_take_async:
 * @run: a run; when it only reads, no lock is taken
 * @servers: (element-type SlwServer): its servers
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Takes the lock of each; see slw_server_lock_take_async(). What was taken is given back by slw_locks_give_async() only.
 */
void slw_locks_take_async (
    SlwRun *run, GPtrArray *servers, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_locks_take_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: whether all are held; %SLW_ERROR_LOCKED tells whose they are
 */
gboolean slw_locks_take_finish (GAsyncResult *result, GError **error);

/**
 * slw_locks_give_async:
 * @run: a run that has ended
 * @hurries: whether servers to which something is under way keep their locks
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Gives back the locks of servers that can be reached. What stays is known as that of an ended run to whoever shares the
 * journal.
 */
void slw_locks_give_async (SlwRun *run, gboolean hurries, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_locks_give_finish:
 * @result: a result
 */
void slw_locks_give_finish (GAsyncResult *result);

G_END_DECLS
