/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * slw_backup_text_is_text:
 * @content: any bytes
 *
 * Returns: whether people can read it: UTF-8 without control characters but those of layout
 */
gboolean slw_backup_text_is_text (GBytes *content);

/**
 * slw_backup_text_hide:
 * @text: the text of a configuration file
 *
 * Returns: (transfer full): @text with the values of what is called a password, a secret, a token or a key, and passwords in
 *   addresses, replaced by `[secret]`
 */
char *slw_backup_text_hide (const char *text);

G_END_DECLS
