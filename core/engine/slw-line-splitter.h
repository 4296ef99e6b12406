/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwLineSplitter:
 *
 * Makes lines of what a command prints as it comes, in pieces that end anywhere. Standard output and standard error are told apart.
 * A line is cut at 4096 bytes, so that no server can fill the memory with one; zero bytes are left out. What an end of a line has
 * of a secret of several lines, or of one that the limit cut, is left out, because no redactor would find it.
 */
typedef struct _SlwLineSplitter SlwLineSplitter;

/**
 * SlwLineFunc:
 * @is_stderr: of standard error, %FALSE: of standard output
 * @line: a line without its end, in no known encoding
 * @user_data: as given
 */
typedef void (*SlwLineFunc) (gboolean is_stderr, const char *line, gpointer user_data);

/**
 * slw_line_splitter_new:
 * @func: (scope notified): called for each line
 * @user_data: for @func
 *
 * Returns: (transfer full): a splitter
 */
SlwLineSplitter *slw_line_splitter_new (SlwLineFunc func, gpointer user_data);

/**
 * slw_line_splitter_free:
 * @self: (transfer full): a splitter
 */
void slw_line_splitter_free (SlwLineSplitter *self);

/**
 * slw_line_splitter_add:
 * @self: a splitter
 * @is_stderr: where it was printed
 * @data: (array length=length): what comes next
 * @length: bytes
 */
void slw_line_splitter_add (SlwLineSplitter *self, gboolean is_stderr, const char *data, gsize length);

/**
 * slw_line_splitter_end:
 * @self: a splitter
 *
 * Nothing comes any more: a last line needs no newline.
 */
void slw_line_splitter_end (SlwLineSplitter *self);

G_END_DECLS
