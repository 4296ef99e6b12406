/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * slw_text_escape:
 * @text: (nullable): text from a server: any bytes
 * @length: its length in bytes, or -1 when it ends with a NUL
 *
 * Makes remote text safe for a terminal and a log: control characters other than newline and tab, invalid UTF-8 and
 * Unicode's direction marks become visible `\xNN` sequences.
 *
 * Returns: (transfer full): valid UTF-8, never %NULL
 */
char *slw_text_escape (const char *text, gssize length);

/**
 * slw_text_last_lines:
 * @text: (nullable): a text
 * @lines: how many lines at most
 *
 * Returns: (transfer full): the last @lines lines of @text without the newline at its end, never %NULL
 */
char *slw_text_last_lines (const char *text, guint lines);

/**
 * slw_text_closest:
 * @word: what was typed
 * @candidates: (array zero-terminated=1): what would have been right
 *
 * Returns: (transfer none) (nullable): the candidate nearest to @word by edit distance, %NULL when none is near
 */
const char *slw_text_closest (const char *word, const char *const *candidates);

/**
 * slw_text_shell_quote:
 * @argv: (array zero-terminated=1): a command and its arguments
 *
 * Returns: (transfer full): one line that a POSIX sh splits into exactly @argv
 */
char *slw_text_shell_quote (const char *const *argv);

G_END_DECLS
