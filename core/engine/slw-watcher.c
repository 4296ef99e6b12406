/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-watcher.h"

#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#include "core/api/slw-action-private.h"

#define STATE_WATCHED "watched"
#define STATE_DOWN "down"
#define STATE_UP "up"
#define STATE_UNWATCHED "unwatched"

struct _SlwWatcher {
  SlwDispatcher *dispatcher;
  SlwJournal *journal;
  SlwBus *bus;
  GPtrArray *watches; /* Watch */
};

/* Outlives its watcher while a question is under way. */
typedef struct {
  SlwWatcher *watcher; /* NULL: it has ended */
  SlwServer *server;
  char *step;
  gint64 journal_id;
  char *service;
  SlwAction *action;
  GSource *timer;
  GCancellable *cancellable;
  gint64 asked; /* when, in microseconds since 1970; 0: no question is under way */
  gboolean down;
} Watch;

static void
watch_clear (gpointer data)
{
  Watch *watch = data;

  g_object_unref (watch->server);
  g_object_unref (watch->cancellable);
  slw_action_unref (watch->action);
  g_free (watch->step);
  g_free (watch->service);
}

static void
watch_release (gpointer watch)
{
  g_rc_box_release_full (watch, watch_clear);
}

static void
end_watch (gpointer data)
{
  Watch *watch = data;

  watch->watcher = NULL;
  g_source_destroy (watch->timer);
  g_clear_pointer (&watch->timer, g_source_unref);
  g_cancellable_cancel (watch->cancellable);
  watch_release (watch);
}

SlwWatcher *
slw_watcher_new (SlwDispatcher *dispatcher, SlwJournal *journal, SlwBus *bus)
{
  SlwWatcher *self = g_new0 (SlwWatcher, 1);

  self->dispatcher = g_object_ref (dispatcher);
  self->journal = g_object_ref (journal);
  self->bus = g_object_ref (bus);
  self->watches = g_ptr_array_new_with_free_func (end_watch);
  return self;
}

void
slw_watcher_free (SlwWatcher *self)
{
  g_ptr_array_unref (self->watches);
  g_object_unref (self->dispatcher);
  g_object_unref (self->journal);
  g_object_unref (self->bus);
  g_free (self);
}

/* --- what is told --- */

static void
tell (Watch *watch, const char *state, gint64 time, const char *message)
{
  g_autofree char *escaped = slw_text_escape (message, -1);
  g_autofree char *safe = slw_redact (escaped);
  const SlwJournalService row = {
    .step = watch->journal_id, .time = time, .service = watch->service, .state = (char *) state, .message = safe
  };
  GVariantDict payload;

  slw_journal_add_service (watch->watcher->journal, &row);
  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "server", "s", slw_server_get_name (watch->server));
  g_variant_dict_insert (&payload, "step", "s", watch->step);
  g_variant_dict_insert (&payload, "service", "s", watch->service);
  g_variant_dict_insert (&payload, "state", "s", state);
  g_variant_dict_insert (&payload, "message", "s", safe);
  g_variant_dict_insert (&payload, "time", "x", time);
  slw_bus_publish (watch->watcher->bus, SLW_TOPIC_SERVICE_STATE, g_variant_dict_end (&payload));
}

/* Why the answer is no good one; NULL: it is. */
static char *
find_fault (const Watch *watch, const SlwResult *result, const GError *error)
{
  if (result == NULL)
    return g_strdup (error->message);
  if (slw_action_is_expected (watch->action, slw_result_get_status (result)))
    return NULL;
  if (watch->action->type == SLW_ACTION_HTTP)
    return g_strdup_printf ("answered with %d", slw_result_get_status (result));
  return g_strdup_printf ("greeted with “%s”", slw_result_get_output (result));
}

/* --- questions --- */

static void
on_answer (GObject *source, GAsyncResult *async, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);
  g_autofree char *fault = find_fault (watch, result, error);
  gboolean down = fault != NULL;

  if (watch->watcher != NULL && down != watch->down) {
    watch->down = down;
    tell (watch, down ? STATE_DOWN : STATE_UP, down ? watch->asked : g_get_real_time (), down ? fault : "");
  }
  watch->asked = 0;
  watch_release (watch);
}

static gboolean
on_tick (gpointer user_data)
{
  Watch *watch = user_data;

  if (watch->asked != 0)
    return G_SOURCE_CONTINUE;
  watch->asked = g_get_real_time ();
  slw_dispatcher_send_async (watch->watcher->dispatcher, watch->action, watch->server, NULL, NULL, NULL,
                             watch->cancellable, on_answer, g_rc_box_acquire (watch));
  return G_SOURCE_CONTINUE;
}

/* --- the calls --- */

void
slw_watcher_add (
    SlwWatcher *self, SlwServer *server, const char *step, gint64 journal_id, const SlwWatchRequest *request)
{
  Watch *watch = g_rc_box_new0 (Watch);

  watch->watcher = self;
  watch->server = g_object_ref (server);
  watch->step = g_strdup (step);
  watch->journal_id = journal_id;
  watch->service = g_strdup (request->service);
  watch->action = slw_action_ref (request->action);
  watch->cancellable = g_cancellable_new ();
  watch->timer = g_timeout_source_new (MIN (request->interval, G_MAXUINT / 1000) * 1000);
  g_source_set_callback (watch->timer, on_tick, watch, NULL);
  g_source_attach (watch->timer, g_main_context_get_thread_default ());
  g_ptr_array_add (self->watches, watch);
  watch->down = request->down;
  tell (watch, watch->down ? STATE_DOWN : STATE_WATCHED, g_get_real_time (),
        watch->down ? "it answered an earlier process of the run, and does not now" : "");
}

void
slw_watcher_stop (SlwWatcher *self)
{
  for (guint i = 0; i < self->watches->len; i++)
    tell (g_ptr_array_index (self->watches, i), STATE_UNWATCHED, g_get_real_time (), "");
  g_ptr_array_set_size (self->watches, 0);
}
