/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * address_check_text:
 * @text: (array length=length): content of a subscription's file
 * @length: its length in bytes
 * @error: return location
 *
 * Returns: whether it is a text of reasonable size, else %FALSE with %SLW_ERROR_INVALID
 */
gboolean address_check_text (const char *text, gsize length, GError **error);

/**
 * address_hide:
 * @address: address of a repository
 *
 * It is hidden from now on (slw_secret_hide()), and so are the parts of it that only the subscriber knows.
 */
void address_hide (const char *address);

/**
 * address_check:
 * @address: address of a repository
 * @number: of its line
 * @allow_http: whether it may be plain http
 * @group: of the setting that allows it
 * @error: return location
 *
 * Messages name the line, never its content.
 *
 * Returns: whether it is https or a folder of the server, else %FALSE with %SLW_ERROR_INVALID
 */
gboolean address_check (const char *address, guint number, gboolean allow_http, const char *group, GError **error);

G_END_DECLS
