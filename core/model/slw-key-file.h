/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the platform file, pipelines and manifests have in common: GKeyFile, but strict, and with errors that say
 * "FILE: [group] key: what is wrong, what would be right" (%SLW_ERROR_INVALID). */

#define SLW_KEY_FILE_LIMIT (1024 * 1024) /* bytes */

/**
 * slw_key_file_read:
 * @path: a file
 * @length: (out): its length in bytes
 * @error: return location
 *
 * Refuses what is longer than %SLW_KEY_FILE_LIMIT, is no regular file, or can be written by everybody.
 *
 * Returns: (transfer full): the content, or %NULL with %SLW_ERROR_INVALID
 */
char *slw_key_file_read (const char *path, gsize *length, GError **error);

/**
 * slw_key_file_parse:
 * @text: (array length=length): content of a file
 * @length: its length in bytes
 * @name: the file's name, for messages
 * @error: return location
 *
 * Refuses what GKeyFile would let pass: a group or a key that stands twice, a NUL, text that is not UTF-8. No message
 * repeats a value, which may be a secret at the wrong place.
 *
 * Returns: (transfer full): the groups and keys, or %NULL with %SLW_ERROR_INVALID
 */
GKeyFile *slw_key_file_parse (const char *text, gsize length, const char *name, GError **error);

/**
 * slw_key_file_check_keys:
 * @file: a key file
 * @name: its name, for messages
 * @group: a group of it
 * @known: (array zero-terminated=1): the keys that it may have; one that ends with `*` stands for all that begin so
 * @error: return location
 *
 * Returns: %FALSE when there is another key (the nearest known one is suggested) or one without a value
 */
gboolean
slw_key_file_check_keys (GKeyFile *file, const char *name, const char *group, const char *const *known, GError **error);

/**
 * slw_key_file_dup_value:
 * @file: a key file
 * @name: its name, for messages
 * @group: a group
 * @key: a key
 * @value: (out) (transfer full) (nullable): its value, %NULL when there is no such key
 * @error: return location
 *
 * Returns: %FALSE when the value has an escape that does not exist, or a control character
 */
gboolean slw_key_file_dup_value (
    GKeyFile *file, const char *name, const char *group, const char *key, char **value, GError **error);

/**
 * slw_key_file_split:
 * @value: (nullable): words separated by spaces, commas or semicolons
 *
 * Returns: (transfer full) (array zero-terminated=1): the words, possibly none
 */
char **slw_key_file_split (const char *value);

/**
 * slw_key_file_resolve_path:
 * @path: a path as an operator writes it
 * @folder: folder that a relative one starts at
 *
 * Returns: (transfer full): the path from the root on, `~/` replaced by the home folder
 */
char *slw_key_file_resolve_path (const char *path, const char *folder);

/**
 * slw_key_file_set_error:
 * @error: return location
 * @name: the file's name
 * @group: (nullable): the group
 * @key: (nullable): the key
 * @format: a printf format: what is wrong, what would be right
 * @...: its arguments
 *
 * Returns: %FALSE, so that it can be returned at once
 */
gboolean
slw_key_file_set_error (GError **error, const char *name, const char *group, const char *key, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

G_END_DECLS
