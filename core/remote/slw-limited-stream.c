/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-limited-stream.h"

struct _SlwLimitedStream {
  GFilterOutputStream parent_instance;
  guint64 limit;
  guint64 left;
};

G_DEFINE_TYPE (SlwLimitedStream, slw_limited_stream, G_TYPE_FILTER_OUTPUT_STREAM)

static gssize
slw_limited_stream_write (
    GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  SlwLimitedStream *self = SLW_LIMITED_STREAM (stream);
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));
  gssize written;

  if (count > self->left) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "more than %" G_GUINT64_FORMAT " bytes came", self->limit);
    return -1;
  }
  written = g_output_stream_write (base, buffer, count, cancellable, error);
  if (written > 0)
    self->left -= written;
  return written;
}

static void
slw_limited_stream_class_init (SlwLimitedStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = slw_limited_stream_write;
}

static void
slw_limited_stream_init (SlwLimitedStream *self)
{
}

GOutputStream *
slw_limited_stream_new (GOutputStream *base, guint64 limit)
{
  SlwLimitedStream *self
      = g_object_new (SLW_TYPE_LIMITED_STREAM, "base-stream", base, "close-base-stream", FALSE, NULL);

  self->limit = limit;
  self->left = limit;
  return G_OUTPUT_STREAM (self);
}
