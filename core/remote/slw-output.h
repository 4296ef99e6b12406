/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwOutput:
 *
 * What a command has written, bounded: its head and its tail are kept, the middle is dropped. Memory grows with what comes,
 * never beyond the limit.
 */
typedef struct _SlwOutput SlwOutput;

/**
 * slw_output_new:
 * @limit: bytes that are kept at most
 *
 * Returns: (transfer full): an empty output
 */
SlwOutput *slw_output_new (gsize limit);

/**
 * slw_output_free:
 * @output: (transfer full): an output
 */
void slw_output_free (SlwOutput *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwOutput, slw_output_free)

/**
 * slw_output_add:
 * @output: an output
 * @data: (array length=length): what came
 * @length: how much
 */
void slw_output_add (SlwOutput *output, const char *data, gsize length);

/**
 * slw_output_get_dropped:
 * @output: an output
 *
 * Returns: how many bytes of the middle are missing
 */
guint64 slw_output_get_dropped (const SlwOutput *output);

/**
 * slw_output_dup_bytes:
 * @output: an output
 *
 * Returns: (transfer full): head and tail; between them, when something is missing, a line that says how much
 */
GBytes *slw_output_dup_bytes (const SlwOutput *output);

G_END_DECLS
