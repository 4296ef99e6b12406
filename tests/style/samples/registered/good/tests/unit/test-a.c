/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
main (void)
{
  g_test_add_func ("/a", test_a);
}
