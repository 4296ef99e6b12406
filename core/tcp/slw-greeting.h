/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

G_BEGIN_DECLS

/**
 * slw_greeting_read_async:
 * @action: a connect action
 * @address: the host to connect to
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void slw_greeting_read_async (SlwAction *action,
                              const char *address,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * slw_greeting_read_finish:
 * @result: a result
 * @error: return location
 *
 * No answer is %SLW_STATUS_NO_ANSWER with the reason as the result's errors when the action expects that, and
 * %SLW_ERROR_UNREACHABLE otherwise, %SLW_ERROR_TIMED_OUT after the action's timeout.
 *
 * Returns: (transfer full): the first line that the service sent, with status 0 when it is the right one and 1 when it is not;
 *   or %NULL
 */
SlwResult *slw_greeting_read_finish (GAsyncResult *result, GError **error);

/**
 * slw_greeting_no_answer:
 * @action: a connect action
 * @code: what went wrong
 * @why: in words
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what an action without an answer ends with, see slw_greeting_read_finish()
 */
SlwResult *slw_greeting_no_answer (const SlwAction *action, int code, const char *why, GError **error);

G_END_DECLS
