/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
main (void)
{
  g_print ("the program owns the terminal\n");
}
