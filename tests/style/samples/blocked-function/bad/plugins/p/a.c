/* SPDX-License-Identifier: LGPL-2.1-or-later */
void
a_all (char *a)
{
  g_print ("%s", a);
  g_idle_add (a_later, a);
}
