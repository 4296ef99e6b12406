/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_b_one (void)
{
  return 1;
}

int
helper (void)
{
  return 1;
}

int
slw_add (void)
{
  return 1;
}
