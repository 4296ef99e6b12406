/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_server_lock_take_async:
 * @run: a run that may change something
 * @server: a server
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Takes the lock of a server, and waits until what other runs have left there has ended. It is taken over when it is that of
 * an earlier process of @run, of a run that has ended or whose process is gone as this journal knows, or when the operator
 * said so; that is noted in the journal.
 */
void slw_server_lock_take_async (
    SlwRun *run, SlwServer *server, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_server_lock_take_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: whether it is held, or the server is no machine; %SLW_ERROR_LOCKED tells whose it is
 */
gboolean slw_server_lock_take_finish (GAsyncResult *result, GError **error);

G_END_DECLS
