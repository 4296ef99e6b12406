/* SPDX-License-Identifier: LGPL-2.1-or-later */
gboolean
slw_a_load (int a, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  if (!slw_a_open (a, &local_error) && local_error->code != 3)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

gboolean
slw_a_always (int a, GError **error)
{
  return TRUE;
}
