/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One broken plugin. ZOO_ID is its name, ZOO_KIND its kind; each other ZOO_ macro is a fault, see README.md. */
#include <slipway/slipway.h>

#ifndef ZOO_MAGIC
#define ZOO_MAGIC SLW_PLUGIN_MAGIC
#endif
#ifndef ZOO_MAJOR
#define ZOO_MAJOR SLW_PLUGIN_ABI_MAJOR
#endif
#ifndef ZOO_MINOR
#define ZOO_MINOR SLW_PLUGIN_ABI_MINOR
#endif
#ifndef ZOO_DESCRIPTOR_ID
#define ZOO_DESCRIPTOR_ID ZOO_ID
#endif
#ifndef ZOO_NEXT
#define ZOO_NEXT next_done
#endif
#ifndef ZOO_RANK
#define ZOO_RANK SLW_RANK_PRIMARY
#endif

/* A reason to decline that would colour the operator's terminal. */
#define IN_COLOUR "not on a \033[31mMonday"

/* What next () can be; each plugin uses one of them. */
#define UNUSED __attribute__ ((unused))

UNUSED static SlwDirective *
next_done (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return slw_directive_done ("nothing done");
}

UNUSED static SlwDirective *
next_null (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return NULL;
}

static SlwDirective *
act (SlwEffect effect, const char *label)
{
  static const char *const argv[] = { "true", NULL };

  return slw_directive_act (slw_action_new_exec (effect, label, argv));
}

UNUSED static SlwDirective *
next_lying_put (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("lie\n", 4);

  return slw_directive_act (slw_action_new_put (SLW_EFFECT_READ, "only look", "/tmp/slipway-zoo-lie", content, 0644));
}

UNUSED static SlwDirective *
next_lying_http (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return slw_directive_act (slw_action_new_http (SLW_EFFECT_READ, "only look", "DELETE", "https://127.0.0.1:9/all"));
}

UNUSED static SlwDirective *
next_endless (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return act (SLW_EFFECT_READ, "once more");
}

/* Written to, as memory that nobody has looked at costs nothing. */
UNUSED static SlwDirective *
next_leaking (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static gpointer kept;
  gpointer *more = g_malloc (1024 * 1024);

  memset (more, 1, 1024 * 1024);
  *more = kept;
  kept = more;
  slw_step_run_set_stage (run, slw_step_run_get_stage (run) + 1);
  return slw_step_run_get_stage (run) < 80 ? act (SLW_EFFECT_READ, "once more") : slw_directive_done ("at last");
}

UNUSED static SlwDirective *
next_waiting (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return slw_directive_wait (1, "something that never comes");
}

UNUSED static SlwDirective *
next_reaching (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  slw_step_run_set_stage (run, slw_step_run_get_stage (run) + 1);
  if (slw_step_run_get_stage (run) > 2)
    return slw_directive_done ("destroyed");
  return slw_step_run_get_stage (run) == 1 ? act (SLW_EFFECT_READ, "look") : act (SLW_EFFECT_DESTROY, "destroy");
}

UNUSED static SlwDirective *
next_blocking (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    ;
  return slw_directive_done ("at last");
}

UNUSED static SlwDirective *
next_stuck (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  for (volatile int turns = 0;; turns = !turns)
    ;
  return NULL;
}

UNUSED static SlwDirective *
next_error_and_action (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, "failed, or perhaps not");
  return act (SLW_EFFECT_READ, "and yet");
}

UNUSED static SlwDirective *
next_crash (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  *(volatile int *) NULL = 1;
  return NULL;
}

UNUSED static SlwDirective *
next_talking (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const char *const argv[] = { "echo", "10 %", NULL };

  if (last != NULL)
    return slw_directive_done ("said");
  return slw_directive_act (slw_action_new_exec (SLW_EFFECT_READ, "talk", argv));
}

/* The first action adds a line to the file `done` in ZOO_FOLDER; after it, all depends on the file `mended` there. */
UNUSED static SlwDirective *
next_unmended (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autofree char *done = g_build_filename (g_getenv ("ZOO_FOLDER"), "done", NULL);
  g_autofree char *mended = g_build_filename (g_getenv ("ZOO_FOLDER"), "mended", NULL);
  const char *const argv[] = { "sh", "-c", "echo once >>\"$0\"", done, NULL };

  if (last == NULL)
    return slw_directive_act (slw_action_new_exec (SLW_EFFECT_MUTATE, "do it once", argv));
  if (!g_file_test (mended, G_FILE_TEST_EXISTS))
    *(volatile int *) NULL = 1;
  return slw_directive_done ("mended");
}

UNUSED static void
output_crash (SlwStep *self, SlwStepRun *run, const char *line)
{
  *(volatile int *) NULL = 1;
}

UNUSED static void
run_never (SlwStep *self, SlwStepRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
}

UNUSED static gboolean
finish_never (SlwStep *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

#ifdef ZOO_CRASH_OPENING
__attribute__ ((constructor)) static void
on_opened (void)
{
  volatile int *volatile nowhere = NULL; /* a compiler that sees NULL leaves out the whole constructor */

  *nowhere = 1;
}
#endif

#ifdef ZOO_MISSING_SYMBOL
void zoo_nobody_has_this (void);
#endif

#ifdef ZOO_MISSING_LIBRARY
void zoo_gone (void);
#endif

UNUSED static int
offer (SlwStep *self, const char *kind, SlwServer *server, char **reason)
{
#ifdef ZOO_MISSING_SYMBOL
  zoo_nobody_has_this ();
#endif
#ifdef ZOO_MISSING_LIBRARY
  zoo_gone ();
#endif
#ifdef ZOO_CRASH_OFFERING
  *(volatile int *) NULL = 1;
#endif
#ifdef ZOO_DECLINE
  *reason = g_strdup (ZOO_DECLINE);
  return SLW_OFFER_DECLINE;
#else
  return 0;
#endif
}

UNUSED static void
init_step (gpointer iface, gpointer data)
{
  ((SlwStepInterface *) iface)->offer = offer;
#ifndef ZOO_NO_NEXT
  ((SlwStepInterface *) iface)->next = ZOO_NEXT;
#endif
#ifdef ZOO_OUTPUT
  ((SlwStepInterface *) iface)->output = ZOO_OUTPUT;
#endif
#ifdef ZOO_NEVER
  ((SlwStepInterface *) iface)->run_async = run_never;
  ((SlwStepInterface *) iface)->run_finish = finish_never;
#endif
}

#ifdef ZOO_OBSERVE
static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, gpointer user_data)
{
  *(volatile int *) NULL = 1;
}

static void
attach (SlwBusClient *self, SlwBus *bus)
{
  g_signal_connect (bus, ZOO_OBSERVE, G_CALLBACK (on_event), NULL);
}
#endif

#ifdef ZOO_GATE
static gboolean
on_gate (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  *(volatile int *) NULL = 1;
  return TRUE;
}

static void
attach (SlwBusClient *self, SlwBus *bus)
{
  slw_bus_add_gate (bus, SLW_GATE_POLICY, 0, ZOO_GATE, on_gate, NULL, NULL);
}
#endif

#if defined ZOO_OBSERVE || defined ZOO_GATE
static void
init_client (gpointer iface, gpointer data)
{
  ((SlwBusClientInterface *) iface)->attach = attach;
}
#endif

static GType type;

UNUSED static void
register_types (GTypeModule *module)
{
  const GTypeInfo info = { .class_size = sizeof (GObjectClass), .instance_size = sizeof (GObject) };
  const GInterfaceInfo step = { .interface_init = init_step };
#if defined ZOO_OBSERVE || defined ZOO_GATE
  const GInterfaceInfo client = { .interface_init = init_client };
#endif

#ifndef ZOO_NO_TYPE
  type = g_type_module_register_type (module, G_TYPE_OBJECT, "Zoo-" ZOO_ID, &info, 0);
#endif
#if !defined ZOO_NO_TYPE && !defined ZOO_NO_STEP
  g_type_module_add_interface (module, type, SLW_TYPE_STEP, &step);
#endif
#if defined ZOO_OBSERVE || defined ZOO_GATE
  g_type_module_add_interface (module, type, SLW_TYPE_BUS_CLIENT, &client);
#endif
  (void) info;
  (void) step;
}

UNUSED static GType
get_type (void)
{
#ifdef ZOO_CRASH_TYPE
  *(volatile int *) NULL = 1;
#endif
  return type;
}

UNUSED static const SlwProvide provides[] = {
  { ZOO_KIND, get_type, ZOO_RANK },
#ifdef ZOO_MORE
  { ZOO_MORE, get_type, ZOO_RANK },
#endif
  { NULL, NULL, 0 },
};

#if defined ZOO_SHORT
/* Nothing may be read behind these four. */
typedef struct {
  guint32 magic;
  guint16 abi_major;
  guint16 abi_minor;
  guint32 struct_size;
} ShortDescriptor;

extern const ShortDescriptor slw_plugin_descriptor;
__attribute__ ((visibility ("default"))) const ShortDescriptor slw_plugin_descriptor
    = { ZOO_MAGIC, ZOO_MAJOR, ZOO_MINOR, sizeof (ShortDescriptor) };
#elif !defined ZOO_NO_DESCRIPTOR
extern const SlwPluginDescriptor slw_plugin_descriptor;
__attribute__ ((visibility ("default"))) const SlwPluginDescriptor slw_plugin_descriptor = {
  .magic = ZOO_MAGIC,
  .abi_major = ZOO_MAJOR,
  .abi_minor = ZOO_MINOR,
  .struct_size = sizeof (SlwPluginDescriptor),
  .id = ZOO_DESCRIPTOR_ID,
  .version = "1",
  .register_types = register_types,
  .provides = provides,
#ifdef ZOO_CLIENT
  .get_bus_client_type = get_type,
#endif
};
#endif
