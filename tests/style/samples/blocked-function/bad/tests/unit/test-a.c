/* SPDX-License-Identifier: LGPL-2.1-or-later */
static void
test_wait (void)
{
  g_usleep (1000);
}
