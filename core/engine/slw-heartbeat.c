/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-heartbeat.h"

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/remote/slw-lock.h"

#define SERVER_BEATS 6 /* a command on a server costs more than a row of the journal */
#define PATIENCE 20    /* seconds that a server has to answer */

struct _SlwHeartbeat {
  SlwRun *run;
  void (*lost) (const GError *error, gpointer user_data);
  gpointer user_data;
  GCancellable *cancellable;
  guint timer; /* 0: it was freed, and waits for the last answer */
  guint beats;
};

static void
heartbeat_clear (gpointer data)
{
  SlwHeartbeat *self = data;

  slw_run_unref (self->run);
  g_object_unref (self->cancellable);
}

/* A server that does not answer, or a journal that cannot be written, is no loss of a lock: whoever wants something of it will
 * hear of that. */
static void
judge (SlwHeartbeat *self, const GError *error)
{
  if (self->timer != 0 && g_error_matches (error, SLW_ERROR, SLW_ERROR_LOCKED))
    self->lost (error, self->user_data);
  g_rc_box_release_full (self, heartbeat_clear);
}

static void
on_flushed (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  slw_journal_flush_finish (SLW_JOURNAL (source), async, &error);
  judge (user_data, error);
}

static void
on_kept (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);

  judge (user_data, error);
}

static void
keep_servers (SlwHeartbeat *self)
{
  GHashTableIter iter;
  gpointer server;

  g_hash_table_iter_init (&iter, self->run->locked);
  while (g_hash_table_iter_next (&iter, &server, NULL)) {
    g_autoptr (SlwAction) action = NULL;

    if (!slw_dispatcher_is_idle (self->run->dispatcher, server))
      continue;
    action = slw_lock_new_keep (slw_server_get_fence (server));
    slw_action_set_timeout (action, PATIENCE);
    slw_dispatcher_send_async (self->run->dispatcher, action, server, NULL, NULL, NULL, self->cancellable, on_kept,
                               g_rc_box_acquire (self));
  }
}

static gboolean
on_beat (gpointer user_data)
{
  SlwHeartbeat *self = user_data;

  slw_journal_flush_async (self->run->journal, NULL, on_flushed, g_rc_box_acquire (self));
  if (++self->beats % SERVER_BEATS == 0)
    keep_servers (self);
  return G_SOURCE_CONTINUE;
}

SlwHeartbeat *
slw_heartbeat_new (SlwRun *run,
                   guint interval,
                   void (*lost) (const GError *error, gpointer user_data),
                   gpointer user_data)
{
  SlwHeartbeat *self = g_rc_box_new0 (SlwHeartbeat);

  self->run = slw_run_ref (run);
  self->lost = lost;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add (interval, on_beat, self);
  return self;
}

void
slw_heartbeat_free (SlwHeartbeat *self)
{
  g_source_remove (self->timer);
  self->timer = 0;
  g_cancellable_cancel (self->cancellable);
  g_rc_box_release_full (self, heartbeat_clear);
}
