/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
a_one (int a)
{
  if (a)
    go@@to out;
out:
  return a;
}
