/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_conduct_async:
 * @run: the run
 * @node: the node whose step wants it
 * @provider: (nullable): is shown the lines of output as they come
 * @action: the action
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Carries one action out: everything that touches the outside passes here. Compares its effect with the ceiling, asks the
 * gates before the first change on a server, writes the intent down (and waits for the disk unless it only reads), sends
 * it, writes the outcome down, and judges the status by what the action expects.
 */
void slw_conduct_async (SlwRun *run,
                        SlwNode *node,
                        SlwStep *provider,
                        SlwAction *action,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

/**
 * slw_conduct_finish:
 * @result: a result
 * @error: return location
 *
 * %SLW_ERROR_CEILING means that the action reaches further than the run may; nothing was sent.
 *
 * Returns: (transfer full): the result, good or expected, or assumed in a plan; %NULL on failure
 */
SlwResult *slw_conduct_finish (GAsyncResult *result, GError **error);

G_END_DECLS
