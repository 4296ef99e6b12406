/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-output.h"

#include <string.h>

#include "core/base/slw-secret-private.h"

struct _SlwOutput {
  GByteArray *head;
  gsize head_limit;
  guint8 *tail; /* a ring of tail_limit bytes, made when the head is full */
  gsize tail_limit;
  gsize tail_next;
  guint64 past_head; /* bytes that came after the head */
};

SlwOutput *
slw_output_new (gsize limit)
{
  SlwOutput *self = g_new0 (SlwOutput, 1);

  self->head = g_byte_array_new ();
  self->head_limit = limit - limit / 2;
  self->tail_limit = limit / 2;
  return self;
}

void
slw_output_free (SlwOutput *output)
{
  g_byte_array_unref (output->head);
  g_free (output->tail);
  g_free (output);
}

static void
add_to_tail (SlwOutput *self, const char *data, gsize length)
{
  self->past_head += length;
  if (self->tail_limit == 0)
    return;
  if (self->tail == NULL)
    self->tail = g_malloc (self->tail_limit);
  if (length > self->tail_limit) {
    data += length - self->tail_limit;
    length = self->tail_limit;
  }
  while (length > 0) {
    gsize n = MIN (length, self->tail_limit - self->tail_next);

    memcpy (self->tail + self->tail_next, data, n);
    self->tail_next = (self->tail_next + n) % self->tail_limit;
    data += n;
    length -= n;
  }
}

void
slw_output_add (SlwOutput *output, const char *data, gsize length)
{
  gsize n = MIN (length, output->head_limit - output->head->len);

  g_byte_array_append (output->head, (const guint8 *) data, n);
  if (n < length)
    add_to_tail (output, data + n, length - n);
}

guint64
slw_output_get_dropped (const SlwOutput *output)
{
  return output->past_head > output->tail_limit ? output->past_head - output->tail_limit : 0;
}

static void
append_tail (const SlwOutput *self, GByteArray *out)
{
  gsize kept = MIN (self->past_head, self->tail_limit);
  gsize start = self->past_head > self->tail_limit ? self->tail_next : 0;
  gsize first = MIN (kept, self->tail_limit - start);

  if (kept == 0)
    return;
  g_byte_array_append (out, self->tail + start, first);
  g_byte_array_append (out, self->tail, kept - first);
}

/* Half of a secret at either side of the gap belongs to the gap. */
static void
append_gap (GByteArray *out, GByteArray *tail, guint64 dropped)
{
  gsize head_part = slw_secret_measure_end ((const char *) out->data, out->len);
  gsize tail_part = slw_secret_measure_start ((const char *) tail->data, tail->len);
  g_autofree char *gap
      = g_strdup_printf ("\n[slipway: %" G_GUINT64_FORMAT " bytes left out here]\n", dropped + head_part + tail_part);

  g_byte_array_set_size (out, (guint) (out->len - head_part));
  if (tail_part > 0)
    g_byte_array_remove_range (tail, 0, (guint) tail_part);
  g_byte_array_append (out, (const guint8 *) gap, strlen (gap));
}

GBytes *
slw_output_dup_bytes (const SlwOutput *output)
{
  guint64 dropped = slw_output_get_dropped (output);
  g_autoptr (GByteArray) tail = g_byte_array_new ();
  GByteArray *out;

  if (output->past_head == 0)
    return g_bytes_new (output->head->data, output->head->len);
  out = g_byte_array_new ();
  g_byte_array_append (out, output->head->data, output->head->len);
  append_tail (output, tail);
  if (dropped > 0)
    append_gap (out, tail, dropped);
  g_byte_array_append (out, tail->data, tail->len);
  return g_byte_array_free_to_bytes (out);
}
