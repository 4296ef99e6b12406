/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

G_BEGIN_DECLS

#define SLW_TYPE_HTTP (slw_http_get_type ())

/**
 * SlwHttp:
 *
 * Carries out http actions by curl's multi interface on the thread-default #GMainContext of its creation.
 */
G_DECLARE_FINAL_TYPE (SlwHttp, slw_http, SLW, HTTP, GObject)

/**
 * slw_http_new:
 * @ca_file: (nullable): PEM file of certificate authorities to use instead of the system's
 *
 * Returns: (transfer full): a client
 */
SlwHttp *slw_http_new (const char *ca_file);

/**
 * slw_http_send_async:
 * @self: a client
 * @action: an http action
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void slw_http_send_async (
    SlwHttp *self, SlwAction *action, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_http_send_finish:
 * @self: a client
 * @result: a result
 * @error: return location
 *
 * No answer is %SLW_STATUS_NO_ANSWER with curl's words as the result's errors when the action expects that, and
 * %SLW_ERROR_UNREACHABLE otherwise. A certificate that is not the right one is %SLW_ERROR_DENIED always.
 *
 * Returns: (transfer full): the answer, whatever its status, or %NULL
 */
SlwResult *slw_http_send_finish (SlwHttp *self, GAsyncResult *result, GError **error);

G_END_DECLS
