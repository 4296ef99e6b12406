/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-wire.h"

#include <string.h>

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) word = g_bytes_new_static ("word", 4);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  SlwSshWire wire, string;
  guint32 number;

  slw_ssh_wire_add_number (out, 0xdeadbeef);
  slw_ssh_wire_add_string (out, word);
  slw_ssh_wire_add_string (out, nothing);
  g_assert_cmpmem (out->data, 8, "\xde\xad\xbe\xef\0\0\0\4", 8);
  wire.data = out->data;
  wire.length = out->len;
  g_assert_true (slw_ssh_wire_take_number (&wire, &number));
  g_assert_cmphex (number, ==, 0xdeadbeef);
  g_assert_true (slw_ssh_wire_take_string (&wire, &string));
  g_assert_true (slw_ssh_wire_equals (&string, "word"));
  g_assert_false (slw_ssh_wire_equals (&string, "words"));
  g_assert_true (slw_ssh_wire_take_string (&wire, &string));
  g_assert_true (slw_ssh_wire_equals (&string, ""));
  g_assert_cmpuint (wire.length, ==, 0);
  g_assert_false (slw_ssh_wire_take_number (&wire, &number));
}

static void
test_lies_about_length (void)
{
  const guint8 longer[] = { 0, 0, 0, 5, 'w', 'o', 'r', 'd' };
  const guint8 huge[] = { 0xff, 0xff, 0xff, 0xff, 'w' };
  const guint8 cut[] = { 0, 0, 0 };
  SlwSshWire wire = { longer, sizeof longer };
  SlwSshWire string;

  g_assert_false (slw_ssh_wire_take_string (&wire, &string));
  wire = (SlwSshWire){ huge, sizeof huge };
  g_assert_false (slw_ssh_wire_take_string (&wire, &string));
  wire = (SlwSshWire){ cut, sizeof cut };
  g_assert_false (slw_ssh_wire_take_string (&wire, &string));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ssh-wire/round-trip", test_round_trip);
  g_test_add_func ("/ssh-wire/lies-about-length", test_lies_about_length);
  return g_test_run ();
}
