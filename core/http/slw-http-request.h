/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

#include "core/http/slw-http-library.h"

G_BEGIN_DECLS

/**
 * SlwHttpRequest:
 *
 * One http action as a handle of curl, and what came back so far.
 */
typedef struct _SlwHttpRequest SlwHttpRequest;

/**
 * slw_http_request_new:
 * @library: libcurl
 * @action: an http action
 * @ca_file: (nullable): PEM file of authorities to use instead of the system's
 * @error: return location
 *
 * Exactly the action's headers are sent, and `Accept: application/json` unless it has one of its own; an empty `Accept` sends
 * none, which is another request to BlueMind's API.
 *
 * Returns: (transfer full): a request, or %NULL and %SLW_ERROR_INVALID
 */
SlwHttpRequest *
slw_http_request_new (const SlwHttpLibrary *library, SlwAction *action, const char *ca_file, GError **error);

void slw_http_request_free (SlwHttpRequest *self);

/**
 * slw_http_request_get_handle:
 * @self: a request
 *
 * Returns: (transfer none): curl's handle
 */
CURL *slw_http_request_get_handle (SlwHttpRequest *self);

/**
 * slw_http_request_finish:
 * @self: a request
 * @status: what curl said at its end
 * @error: return location
 *
 * Returns: (transfer full): see slw_http_send_finish()
 */
SlwResult *slw_http_request_finish (SlwHttpRequest *self, CURLcode status, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwHttpRequest, slw_http_request_free)

G_END_DECLS
