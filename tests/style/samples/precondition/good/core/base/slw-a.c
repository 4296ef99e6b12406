/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_outer (int *a)
{
  g_return_val_if_fail (a != NULL, 0);
  return *a;
}
