/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/kit-step.h"

struct _KitStep {
  GObject parent_instance;
  KitStepNext next;
  gpointer user_data;
  GPtrArray *lines; /* char* */
  SlwBlame blame;
};

static void kit_step_init_interface (SlwStepInterface *iface);

G_DEFINE_TYPE_WITH_CODE (KitStep,
                         kit_step,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, kit_step_init_interface))

static void
kit_step_finalize (GObject *object)
{
  g_ptr_array_unref (KIT_STEP (object)->lines);
  G_OBJECT_CLASS (kit_step_parent_class)->finalize (object);
}

static void
kit_step_class_init (KitStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kit_step_finalize;
}

static void
kit_step_init (KitStep *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

KitStep *
kit_step_new (KitStepNext next, gpointer user_data)
{
  KitStep *self = g_object_new (KIT_TYPE_STEP, NULL);

  self->next = next;
  self->user_data = user_data;
  return self;
}

GPtrArray *
kit_step_get_lines (KitStep *self)
{
  return self->lines;
}

const SlwBlame *
kit_step_get_blame (KitStep *self)
{
  return &self->blame;
}

SlwAction *
kit_step_make_action (SlwEffect effect, const char *label, const char *command)
{
  const char *const argv[] = { "sh", "-c", command, NULL };

  return slw_action_new_exec (effect, label, argv);
}

static SlwDirective *
kit_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  KitStep *self = KIT_STEP (step);

  return self->next (run, last, self->user_data, error);
}

static void
kit_step_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  KitStep *self = KIT_STEP (step);

  g_ptr_array_add (self->lines, g_strdup (line));
  slw_blame_look (&self->blame);
}

static void
kit_step_init_interface (SlwStepInterface *iface)
{
  iface->next = kit_step_next;
  iface->output = kit_step_output;
}
