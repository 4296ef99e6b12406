/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_one (void)
{
  return 1;
}
