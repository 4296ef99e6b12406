/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-requests.h"

#define LOOK_MSEC 500

struct _SlwRequests {
  SlwRun *run;
  SlwRequestFunc func;
  gpointer user_data;
  GSource *timer;
  gint64 last; /* the newest that is known */
};

/* Those that are new; a journal that cannot be read now is read again in a moment. */
static GPtrArray *
list_new (SlwRequests *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *requests = slw_journal_list_requests (self->run->journal, self->run->id, &error);

  if (requests == NULL) {
    g_debug ("%s", error->message);
    return g_ptr_array_new ();
  }
  while (requests->len > 0 && ((SlwJournalRequest *) g_ptr_array_index (requests, 0))->id <= self->last)
    g_ptr_array_remove_index (requests, 0);
  if (requests->len > 0)
    self->last = ((SlwJournalRequest *) g_ptr_array_index (requests, requests->len - 1))->id;
  return requests;
}

static gboolean
on_look (gpointer user_data)
{
  SlwRequests *self = user_data;
  g_autoptr (GPtrArray) requests = list_new (self);

  for (guint i = 0; i < requests->len; i++) {
    const SlwJournalRequest *request = g_ptr_array_index (requests, i);

    slw_journal_see_request (self->run->journal, request->id);
    self->func (request->verb, request->operator_name, self->user_data);
  }
  return G_SOURCE_CONTINUE;
}

SlwRequests *
slw_requests_new (SlwRun *run, SlwRequestFunc func, gpointer user_data)
{
  SlwRequests *self = g_new0 (SlwRequests, 1);

  self->run = slw_run_ref (run);
  self->func = func;
  self->user_data = user_data;
  g_ptr_array_unref (list_new (self)); /* what was asked of an earlier process is none of this one's business */
  self->timer = g_timeout_source_new (LOOK_MSEC);
  g_source_set_callback (self->timer, on_look, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
slw_requests_free (SlwRequests *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  slw_run_unref (self->run);
  g_free (self);
}
