/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * yum_subscription_read:
 * @text: (array length=length): content of the subscription's file, a `.repo` with the signed description of the subscriber in
 *   its comments
 * @length: its length in bytes
 * @allow_http: whether an address may be plain http
 * @keyring: (nullable): path of the key; %NULL leaves the file as it came
 * @addresses: (element-type utf8): takes the addresses; secrets
 * @error: return location
 *
 * With a key, its packages and its index must be signed by it, whatever the file says. Refuses what would switch checks off
 * and addresses that are no repository of ours to use. Messages name the line, never its content.
 *
 * Returns: (transfer full): the file for the server, a secret, or %NULL with %SLW_ERROR_INVALID
 */
char *yum_subscription_read (
    const char *text, gsize length, gboolean allow_http, const char *keyring, GPtrArray *addresses, GError **error);

G_END_DECLS
