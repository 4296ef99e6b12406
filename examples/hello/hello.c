/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The smallest plugin: it does one thing on a server and tells what came of it.
 *
 * Parameter: `name`, who is greeted. Output: `answer`. Setting: `greeting`. */
#include <slipway/slipway.h>

#define HELLO_TYPE_STEP (hello_step_get_type ())
G_DECLARE_FINAL_TYPE (HelloStep, hello_step, HELLO, STEP, GObject)

struct _HelloStep {
  GObject parent_instance;
  char *greeting;
};

static void hello_step_init_interface (SlwStepInterface *iface);

/* Dynamic: the type belongs to the module, and the module to the program that opened it. */
G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    HelloStep, hello_step, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, hello_step_init_interface))

/* The core asks for what comes next until it is told that all is done. This function keeps its place in the stage of the
 * step run, not in the object: one object serves all servers. */
static SlwDirective *
hello_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *name = slw_step_run_get_param (run, "name");
  const char *argv[] = { "echo", HELLO_STEP (step)->greeting, name, NULL };
  g_autofree char *answer = NULL;

  if (name == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "who is to be greeted? Param.name= is missing");
    return NULL;
  }
  switch (slw_step_run_get_stage (run)) {
  case 0:
    slw_step_run_set_stage (run, 1);
    /* echo changes nothing, so it is run in a plan, too. */
    return slw_directive_act (slw_action_new_exec (SLW_EFFECT_READ, "say hello", argv));
  default:
    answer = g_strstrip (g_strdup (slw_result_get_output (last)));
    slw_step_run_set_output (run, "answer", answer);
    return slw_directive_done (answer);
  }
}

static void
hello_step_init_interface (SlwStepInterface *iface)
{
  iface->next = hello_step_next;
}

/* A setting is a property: `[hello] greeting=` in the platform file. */
static void
hello_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  HelloStep *self = HELLO_STEP (object);

  g_free (self->greeting);
  self->greeting = g_value_dup_string (value);
}

static void
hello_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_string (value, HELLO_STEP (object)->greeting);
}

static void
hello_step_finalize (GObject *object)
{
  g_free (HELLO_STEP (object)->greeting);
  G_OBJECT_CLASS (hello_step_parent_class)->finalize (object);
}

static void
hello_step_class_init (HelloStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = hello_step_set_property;
  object_class->get_property = hello_step_get_property;
  object_class->finalize = hello_step_finalize;
  g_object_class_install_property (
      object_class, 1,
      g_param_spec_string ("greeting", NULL, "What is said first", "Hello",
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
hello_step_class_finalize (HelloStepClass *klass)
{
}

static void
hello_step_init (HelloStep *self)
{
}

static void
register_types (GTypeModule *module)
{
  hello_step_register_type (module);
}

static const SlwProvide provides[] = {
  { "greeting.say", hello_step_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("hello", "1.0", .register_types = register_types, .provides = provides);
