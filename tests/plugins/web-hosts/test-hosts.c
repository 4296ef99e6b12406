/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts.h"

#include "hosts-test.h"

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Hosts) hosts
      = hosts_parse (OWN "E a ../sites-available/a\nR " INTRANET "\nR a ../sites-available/a\n" END, &error);
  g_autoptr (GPtrArray) missing = hosts_list_missing (hosts);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (hosts->enabled), ==, 1);
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (missing, 0), ==, "intranet");
  g_assert_null (hosts_format_union (hosts));
}

static void
test_union (void)
{
  g_autoptr (Hosts) hosts = hosts_parse ("E b ../b\nR c ../c\n" END, NULL);
  g_autofree char *text = hosts_format_union (hosts);

  g_assert_cmpstr (text, ==, "b ../b\nc ../c\n");
}

/* Names go into a command. */
static void
test_hostile (void)
{
  g_autoptr (Hosts) hosts
      = hosts_parse ("E -rf /\nE .. /etc\nE a\nE a b c\nE a;b /x\nE a -x\nE a /x$(y)\nEE a b\nZ a b\n" END, NULL);

  g_assert_cmpuint (g_hash_table_size (hosts->enabled), ==, 0);
}

static void
test_cut_off (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hosts_parse (OWN, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hosts/parse", test_parse);
  g_test_add_func ("/hosts/union", test_union);
  g_test_add_func ("/hosts/hostile", test_hostile);
  g_test_add_func ("/hosts/cut-off", test_cut_off);
  return g_test_run ();
}
