/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_long (int a)
{
@@repeat 96   a++;
  return a;
}
