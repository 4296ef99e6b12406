/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_delivery_is_job:
 * @action: an action
 *
 * Returns: whether it outlives the link: a command on a server that does more than read
 */
gboolean slw_delivery_is_job (const SlwAction *action);

/**
 * slw_delivery_send_async:
 * @run: the run
 * @node: the node whose step wants it
 * @action: the action
 * @server: where it goes
 * @job: (nullable): name of its job, when it is one
 * @on_output: (nullable): is given the output of an exec as it comes
 * @output_data: for @on_output
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Sends an action, and does not give up when the link to the server is lost: a job is found again and followed from the
 * last byte that came, what only reads is asked once more. The pauses between the calls grow from a second to fifteen; after
 * the run's `reconnect` seconds without an answer the server counts as unreachable. A job goes on there whatever happens here.
 */
void slw_delivery_send_async (SlwRun *run,
                              SlwNode *node,
                              SlwAction *action,
                              SlwServer *server,
                              const char *job,
                              SlwOutputFunc on_output,
                              gpointer output_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * slw_delivery_send_finish:
 * @result: a result
 * @known: (out) (optional): whether it is known what became of the action; %FALSE for a job that goes on, or may
 * @error: return location
 *
 * Returns: (transfer full): what came back, whatever its status, or %NULL
 */
SlwResult *slw_delivery_send_finish (GAsyncResult *result, gboolean *known, GError **error);

G_END_DECLS
