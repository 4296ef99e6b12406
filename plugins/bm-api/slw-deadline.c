/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-deadline.h"

void
slw_deadline_begin (SlwDeadline *self, guint limit)
{
  self->limit = limit;
  self->waited = 0;
  self->since = g_get_monotonic_time ();
}

guint
slw_deadline_get_waited (const SlwDeadline *self)
{
  gint64 elapsed = (g_get_monotonic_time () - self->since) / G_USEC_PER_SEC;

  return MAX (self->waited, (guint) CLAMP (elapsed, 0, G_MAXINT));
}

gboolean
slw_deadline_wait (SlwDeadline *self, guint seconds)
{
  if (slw_deadline_get_waited (self) >= self->limit)
    return FALSE;
  self->waited += seconds;
  return TRUE;
}
