/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_own_work_async:
 * @node: the node; its step run exists and its plugin is known
 * @provider: a provider that implements run_async
 * @patience: seconds that it may take
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Lets a provider do its own work. When its time is up or @cancellable is cancelled, it is told to end by a cancellable of its own;
 * when it has not ended half a second later, it is waited for no longer. What it says after that is not looked at.
 */
void slw_own_work_async (SlwNode *node,
                         SlwStep *provider,
                         guint patience,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * slw_own_work_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: whether it did what it is for in time; the error is its own, or %SLW_ERROR_TIMED_OUT, or %SLW_ERROR_CANCELLED
 */
gboolean slw_own_work_finish (GAsyncResult *result, GError **error);

G_END_DECLS
