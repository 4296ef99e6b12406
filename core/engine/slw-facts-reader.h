/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-dispatcher.h"

G_BEGIN_DECLS

/**
 * slw_facts_reader_read_async:
 * @dispatcher: who connects and sends
 * @server: the server
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Connects to @server when that is not done yet, reads its facts in one round trip, and gives them to @server.
 */
void slw_facts_reader_read_async (SlwDispatcher *dispatcher,
                                  SlwServer *server,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * slw_facts_reader_read_finish:
 * @result: a result
 * @text: (out) (optional) (transfer full): what the server said, for the journal
 * @error: return location
 *
 * Returns: whether @server has facts now; the error's message does not name the server
 */
gboolean slw_facts_reader_read_finish (GAsyncResult *result, char **text, GError **error);

G_END_DECLS
