/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-wire.h"

#include <string.h>

gboolean
slw_ssh_wire_take_number (SlwSshWire *wire, guint32 *number)
{
  if (wire->length < 4)
    return FALSE;
  memcpy (number, wire->data, 4);
  *number = GUINT32_FROM_BE (*number);
  wire->data += 4;
  wire->length -= 4;
  return TRUE;
}

gboolean
slw_ssh_wire_take_string (SlwSshWire *wire, SlwSshWire *string)
{
  guint32 length;

  if (!slw_ssh_wire_take_number (wire, &length) || length > wire->length)
    return FALSE;
  string->data = wire->data;
  string->length = length;
  wire->data += length;
  wire->length -= length;
  return TRUE;
}

gboolean
slw_ssh_wire_equals (const SlwSshWire *wire, const char *text)
{
  return wire->length == strlen (text) && memcmp (wire->data, text, wire->length) == 0;
}

void
slw_ssh_wire_add_number (GByteArray *out, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big, 4);
}

void
slw_ssh_wire_add_string (GByteArray *out, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  slw_ssh_wire_add_number (out, length);
  if (length > 0)
    g_byte_array_append (out, data, length);
}
