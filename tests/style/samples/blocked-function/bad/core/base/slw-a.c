/* SPDX-License-Identifier: LGPL-2.1-or-later */
void
slw_a_all (char *a)
{
  strcpy (a, "x");
  (void) system (a);
  free (a);
  usleep (1);
  a = strerror (1);
  printf ("%d", atoi (a));
  g_thread_new ("a", slw_a_thread, a);
  exit (1);
}
