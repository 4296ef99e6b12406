/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_long (int a)
{
@@repeat 95   a++;
  return a;
}

/* style:function-length one table of the standard, longer when cut */
int
slw_a_table (int a)
{
@@repeat 120   a++;
  return a;
}
