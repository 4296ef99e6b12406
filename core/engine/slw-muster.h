/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_muster_async:
 * @run: a run
 * @cancellable: (nullable): a cancellable
 * @callback: called when every server has answered, or not
 * @user_data: for @callback
 *
 * Connects to the servers of a run, as many at a time as it has jobs, reads their facts and writes them into the journal.
 */
void slw_muster_async (SlwRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_muster_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: whether all are there; %SLW_ERROR_REFUSED names each that is not, and why
 */
gboolean slw_muster_finish (GAsyncResult *result, GError **error);

G_END_DECLS
