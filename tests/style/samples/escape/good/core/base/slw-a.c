/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_one (int a)
{
  go@@to out; /* style:goto the sample shows the escape */
out:
  return a;
}
