/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/kit-own-step.h"

#include <slipway/slw-error.h>

static void kit_own_step_init_interface (SlwStepInterface *iface);

G_DEFINE_TYPE_WITH_CODE (KitOwnStep,
                         kit_own_step,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, kit_own_step_init_interface))

static void
kit_own_step_class_init (KitOwnStepClass *klass)
{
}

static void
kit_own_step_init (KitOwnStep *self)
{
}

KitOwnStep *
kit_own_step_new (KitOwnEnd end)
{
  KitOwnStep *self = g_object_new (KIT_TYPE_OWN_STEP, NULL);

  self->end = end;
  return self;
}

static void
end (KitOwnStep *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_boolean (task, TRUE);
}

void
kit_own_step_end_late (KitOwnStep *self)
{
  end (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_cancelled (GCancellable *cancellable, KitOwnStep *self)
{
  if (self->task != NULL)
    end (self);
}

static void
kit_own_step_run_async (
    SlwStep *step, SlwStepRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KitOwnStep *self = KIT_OWN_STEP (step);

  self->runs++;
  self->task = g_task_new (step, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->task, self->end == KIT_OWN_WHEN_CANCELLED);
  if (self->end == KIT_OWN_AT_ONCE)
    end (self);
  else if (self->end != KIT_OWN_NEVER)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, 0);
}

static gboolean
kit_own_step_run_finish (SlwStep *step, GAsyncResult *result, GError **error)
{
  KitOwnStep *self = KIT_OWN_STEP (step);

  self->finishes++;
  if (!self->fails)
    return g_task_propagate_boolean (G_TASK (result), error);
  if (self->says_why)
    g_set_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT, "the vendor's library gave up");
  return FALSE;
}

static void
kit_own_step_init_interface (SlwStepInterface *iface)
{
  iface->run_async = kit_own_step_run_async;
  iface->run_finish = kit_own_step_run_finish;
}
