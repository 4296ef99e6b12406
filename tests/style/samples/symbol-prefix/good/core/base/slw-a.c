/* SPDX-License-Identifier: LGPL-2.1-or-later */
static int
helper (void)
{
  return 1;
}

int
slw_a_one (void)
{
  return helper ();
}
