/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-watchdog.h"

#include <signal.h>
#include <stdlib.h>

#include "core/base/slw-blame-private.h"

static const SlwWatchdogTimes usual = { .tick = 1000, .warn = 10, .end = 120 };
static const int deadly[] = { SIGINT, SIGTERM, SIGHUP };
static const struct sigaction plain = { .sa_handler = SIG_DFL };

struct _SlwWatchdog {
  SlwWatchdogTimes times;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gboolean ended; /* under the mutex, all that follows is the thread's */
  gboolean has_warned;
  struct sigaction before[G_N_ELEMENTS (deadly)];
};

static char *
describe (const SlwWatchdog *self, const SlwBlame *who, guint looks)
{
  guint seconds = looks * self->times.tick / 1000;

  return g_strdup_printf ("%s has held up the program for %u s%s%s", who->who, seconds, *who->what != '\0' ? " " : "",
                          who->what);
}

/* Nobody reads what the signals tell as long as the call lasts. One that is ignored, as under nohup, stays so. */
static void
let_signals_end_it (SlwWatchdog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (deadly); i++) {
    sigaction (deadly[i], NULL, &self->before[i]);
    if (self->before[i].sa_handler != SIG_IGN)
      sigaction (deadly[i], &plain, NULL);
  }
}

static void
warn (SlwWatchdog *self, const SlwBlame *who, guint looks)
{
  g_autofree char *text = describe (self, who, looks);

  slw_blame_write_note (text);
  g_printerr ("\nslipway: %s; Ctrl-C ends the program, and what is under way on servers goes on\n", text);
  let_signals_end_it (self);
  self->has_warned = TRUE;
}

static void
end_program (const SlwWatchdog *self, const SlwBlame *who, guint looks)
{
  g_autofree char *text = describe (self, who, looks);

  slw_blame_write_note (text);
  g_printerr ("\nslipway: %s, and is waited for no longer; `slipway resume` goes on once the plugin is mended\n", text);
  sigaction (SIGABRT, &plain, NULL); /* it is no crash, and was told */
  abort ();                          /* style:blocked-function the loop that could take an error does not run */
}

/* It has come back after all. */
static void
forgive (SlwWatchdog *self)
{
  if (!self->has_warned)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (deadly); i++)
    sigaction (deadly[i], &self->before[i], NULL);
  slw_blame_remove_note ();
  self->has_warned = FALSE;
}

static gpointer
watch (gpointer user_data)
{
  SlwWatchdog *self = user_data;
  guint last = 0;
  guint looks = 0;

  g_mutex_lock (&self->mutex);
  while (!self->ended) {
    gint64 until = g_get_monotonic_time () + self->times.tick * G_TIME_SPAN_MILLISECOND;
    SlwBlame who;
    guint now;

    while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, until))
      ;
    now = slw_blame_look (&who);
    looks = now != 0 && now == last ? looks + 1 : 0;
    last = now;
    if (looks == 0)
      forgive (self);
    else if (looks == self->times.warn)
      warn (self, &who, looks);
    else if (looks >= self->times.end)
      end_program (self, &who, looks);
  }
  forgive (self);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

SlwWatchdog *
slw_watchdog_new (const SlwWatchdogTimes *times)
{
  SlwWatchdog *self = g_new0 (SlwWatchdog, 1);

  self->times = times != NULL ? *times : usual;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("slw-watchdog", watch, self); /* style:blocked-function it looks after the main loop */
  return self;
}

void
slw_watchdog_free (SlwWatchdog *self)
{
  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}
