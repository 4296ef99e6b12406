/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-pause.h"

typedef struct {
  GTask *task;
  void (*over) (GTask *task);
  GSource *timer;
  GCancellable *cancellables[2];
  gulong handlers[2];
} Pause;

static gboolean
on_over (gpointer user_data)
{
  Pause *pause = user_data;
  g_autoptr (GTask) task = pause->task;
  void (*over) (GTask * task) = pause->over;

  for (guint i = 0; i < G_N_ELEMENTS (pause->cancellables); i++) {
    if (pause->handlers[i] != 0)
      g_signal_handler_disconnect (pause->cancellables[i], pause->handlers[i]);
    g_clear_object (&pause->cancellables[i]);
  }
  g_source_unref (pause->timer);
  g_free (pause);
  over (task);
  return G_SOURCE_REMOVE;
}

/* A cancelled wait ends at the next turn of the main loop, outside of the signal's emission. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Pause *pause = user_data;

  g_source_set_ready_time (pause->timer, 0);
}

static void
listen (Pause *pause, guint i, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  pause->cancellables[i] = g_object_ref (cancellable);
  pause->handlers[i] = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), pause);
  if (g_cancellable_is_cancelled (cancellable)) /* while something was under way that ended well */
    g_source_set_ready_time (pause->timer, 0);
}

void
slw_pause_begin (GTask *task, GCancellable *also, guint seconds, void (*over) (GTask *task))
{
  Pause *pause = g_new0 (Pause, 1);

  pause->task = g_object_ref (task);
  pause->over = over;
  pause->timer = g_timeout_source_new (MIN (seconds, G_MAXUINT / 1000) * 1000);
  g_source_set_callback (pause->timer, on_over, pause, NULL);
  g_source_attach (pause->timer, g_main_context_get_thread_default ());
  listen (pause, 0, g_task_get_cancellable (task));
  listen (pause, 1, also);
}
