/* SPDX-License-Identifier: LGPL-2.1-or-later */
gboolean
slw_a_load (int a, GError **error)
{
  if (a)
    return FALSE;
  return TRUE;
}

gboolean
slw_a_prefix (int a, GError **error)
{
  if (!slw_a_open (a, error) && (*error)->code == 3)
    return TRUE;
  return FALSE;
}
