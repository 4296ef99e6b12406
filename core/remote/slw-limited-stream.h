/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SLW_TYPE_LIMITED_STREAM (slw_limited_stream_get_type ())

/**
 * SlwLimitedStream:
 *
 * Hands on what is written to it up to a limit, and then fails: what a server sends must not fill a disk.
 */
G_DECLARE_FINAL_TYPE (SlwLimitedStream, slw_limited_stream, SLW, LIMITED_STREAM, GFilterOutputStream)

/**
 * slw_limited_stream_new:
 * @base: where it goes; its closing is the caller's
 * @limit: the most bytes to hand on
 *
 * Returns: (transfer full): a stream whose writing fails with %G_IO_ERROR_NO_SPACE above @limit, saying so
 */
GOutputStream *slw_limited_stream_new (GOutputStream *base, guint64 limit);

G_END_DECLS
