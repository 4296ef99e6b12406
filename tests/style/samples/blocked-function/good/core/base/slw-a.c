/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* strcpy (a, b) is not called. */
void
slw_a_all (SlwA *a)
{
  a->free (a);
  a->vtable.system (a);
  g_free (a);
  sqlite3_free (a);
  slw_a_say ("free (a)");
  /* style:blocked-function the watchdog must run while the main context is blocked */
  g_thread_new ("watchdog", slw_a_watch, a);
}
