/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-fanout.h"

struct _SlwFanout {
  GPtrArray *servers;
  SlwFanoutFunc func;
  void (*finished) (gpointer user_data);
  gpointer user_data;
  guint limit;
  guint next;
  guint under_way;
  gboolean starting; /* guards against recursion when a server is done at once */
};

static void
start_more (SlwFanout *self)
{
  if (self->starting)
    return;
  self->starting = TRUE;
  while (self->next < self->servers->len && self->under_way < self->limit) {
    self->under_way++;
    self->func (self, g_ptr_array_index (self->servers, self->next++), self->user_data);
  }
  self->starting = FALSE;
  if (self->under_way > 0)
    return;
  if (self->finished != NULL)
    self->finished (self->user_data);
  g_ptr_array_unref (self->servers);
  g_free (self);
}

void
slw_fanout_start (
    GPtrArray *servers, guint limit, SlwFanoutFunc func, void (*finished) (gpointer user_data), gpointer user_data)
{
  SlwFanout *self = g_new0 (SlwFanout, 1);

  self->servers = g_ptr_array_ref (servers);
  self->limit = MAX (limit, 1);
  self->func = func;
  self->finished = finished;
  self->user_data = user_data;
  start_more (self);
}

void
slw_fanout_done (SlwFanout *fanout)
{
  g_return_if_fail (fanout->under_way > 0);

  fanout->under_way--;
  start_more (fanout);
}
