/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * slw_heap_get_bytes:
 *
 * What all of the program has taken from the C library and not given back. It grows and shrinks with other threads, too.
 *
 * Returns: bytes; always 0 where nobody counts them
 */
gint64 slw_heap_get_bytes (void);

G_END_DECLS
