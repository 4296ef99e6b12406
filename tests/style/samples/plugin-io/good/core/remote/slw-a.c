/* SPDX-License-Identifier: LGPL-2.1-or-later */
void
slw_a_read (void)
{
  int fd = open ("/etc/passwd", 0);
}
