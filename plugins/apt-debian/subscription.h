/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Subscription:
 *
 * The file that gives access to a repository: apt's one-line format, with the signed description of the subscriber in
 * its comments. Nothing of it may be shown.
 */
typedef struct _Subscription Subscription;

/**
 * subscription_parse:
 * @text: (array length=length): content of the file
 * @length: its length in bytes
 * @allow_http: whether an address may be plain http
 * @error: return location
 *
 * Refuses what would switch apt's checks off (`trusted=`, `allow-insecure=` …) and addresses that are no repository of
 * ours to use. Messages name the line, never its content. All addresses, and the parts of them that only the
 * subscriber knows, are hidden from now on (slw_secret_hide()).
 *
 * Returns: (transfer full): the subscription, or %NULL with %SLW_ERROR_INVALID
 */
Subscription *subscription_parse (const char *text, gsize length, gboolean allow_http, GError **error);

/**
 * subscription_free:
 * @self: (transfer full): a subscription
 */
void subscription_free (Subscription *self);

/**
 * subscription_get_addresses:
 * @self: a subscription
 *
 * Returns: (transfer none) (element-type utf8): the address of each `deb` line; secrets
 */
GPtrArray *subscription_get_addresses (Subscription *self);

/**
 * subscription_render:
 * @self: a subscription
 * @keyring: (nullable): what `signed-by=` says; %NULL leaves the file as it came
 *
 * Every line that is no `deb` line stays byte for byte, because the subscription's own signature covers it.
 *
 * Returns: (transfer full): the file for the server; a secret
 */
char *subscription_render (Subscription *self, const char *keyring);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Subscription, subscription_free)

G_END_DECLS
