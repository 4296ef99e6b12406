/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwSshWire:
 * @data: what is still to be read
 * @length: how much that is
 *
 * Reads the data types of the SSH protocol (RFC 4251 5) from memory that somebody else has written.
 */
typedef struct {
  const guint8 *data;
  gsize length;
} SlwSshWire;

/**
 * slw_ssh_wire_take_number:
 * @wire: what to read from
 * @number: (out): 32 bits
 *
 * Returns: whether there were as many bytes
 */
gboolean slw_ssh_wire_take_number (SlwSshWire *wire, guint32 *number);

/**
 * slw_ssh_wire_take_string:
 * @wire: what to read from
 * @string: (out caller-allocates): a length and as many bytes; points into @wire
 *
 * Returns: whether it was whole
 */
gboolean slw_ssh_wire_take_string (SlwSshWire *wire, SlwSshWire *string);

/**
 * slw_ssh_wire_equals:
 * @wire: bytes
 * @text: a text
 *
 * Returns: whether they are the same
 */
gboolean slw_ssh_wire_equals (const SlwSshWire *wire, const char *text);

/**
 * slw_ssh_wire_add_number:
 * @out: where to write
 * @number: 32 bits
 */
void slw_ssh_wire_add_number (GByteArray *out, guint32 number);

/**
 * slw_ssh_wire_add_string:
 * @out: where to write
 * @bytes: what to write, with its length before it
 */
void slw_ssh_wire_add_string (GByteArray *out, GBytes *bytes);

G_END_DECLS
