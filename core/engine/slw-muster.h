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
 * Connects to the servers of a run, as many at a time as it has jobs, reads their facts and writes them into the journal. When
 * all are there, their locks are taken if the run wants them.
 */
void slw_muster_async (SlwRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_muster_finish:
 * @result: a result
 * @aborts: whether the run is aborted: who does that brings those to safety that are there, unless somebody else is at work on
 *   them
 * @error: return location
 *
 * Returns: whether all are there; %SLW_ERROR_REFUSED names each that is not, and why; %SLW_ERROR_LOCKED each that is another
 *   run's
 */
gboolean slw_muster_finish (GAsyncResult *result, gboolean aborts, GError **error);

G_END_DECLS
