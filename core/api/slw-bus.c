/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-bus.h>

#include <slipway/slw-error.h>

#include "core/base/slw-blame-private.h"

typedef struct {
  guint id;
  SlwGateClass gate_class;
  int priority;
  char *name;
  SlwGateFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  gboolean removed; /* while gates are being asked, removal only marks */
} Gate;

typedef struct {
  GQuark topic;
  GVariant *payload;
} Event;

struct _SlwBus {
  GObject parent_instance;
  GPtrArray *gates; /* Gate, in the order in which they are asked */
  guint last_id;
  guint asking;
  GQueue events; /* Event: waiting while another is delivered */
  gboolean delivering;
};

G_DEFINE_TYPE (SlwBus, slw_bus, G_TYPE_OBJECT)

static guint signal_event;

static void
gate_free (gpointer data)
{
  Gate *gate = data;

  if (gate->destroy != NULL)
    gate->destroy (gate->user_data);
  g_free (gate->name);
  g_free (gate);
}

static void
event_free (gpointer data)
{
  Event *event = data;

  g_variant_unref (event->payload);
  g_free (event);
}

static void
slw_bus_finalize (GObject *object)
{
  SlwBus *self = SLW_BUS (object);

  g_ptr_array_unref (self->gates);
  g_queue_clear_full (&self->events, event_free);
  G_OBJECT_CLASS (slw_bus_parent_class)->finalize (object);
}

/* Calls one observer. */
static void
deliver (GClosure *closure,
         GValue *result,
         guint n_values,
         const GValue *values,
         gpointer invocation_hint,
         gpointer marshal_data)
{
  const char *owner = slw_blame_get_owner ((gconstpointer) ((GCClosure *) closure)->callback);
  SlwBlame blame;

  slw_blame_begin (&blame, owner != NULL ? "plugin" : "slipway", owner != NULL ? owner : "itself", "observing %s",
                   g_value_get_string (&values[1]));
  g_cclosure_marshal_generic (closure, result, n_values, values, invocation_hint, marshal_data);
  slw_blame_end (&blame);
}

static void
slw_bus_class_init (SlwBusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_bus_finalize;

  /**
   * SlwBus::event:
   * @self: the bus
   * @topic: a topic of slw-topics.h
   * @payload: its payload, an `a{sv}`
   *
   * Something happened. The detail is the topic: `event::step-finished`.
   */
  signal_event = g_signal_new ("event", SLW_TYPE_BUS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL, deliver,
                               G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_VARIANT);
}

static void
slw_bus_init (SlwBus *self)
{
  self->gates = g_ptr_array_new_with_free_func (gate_free);
  g_queue_init (&self->events);
}

static int
compare_gates (gconstpointer a, gconstpointer b)
{
  const Gate *x = *(Gate *const *) a;
  const Gate *y = *(Gate *const *) b;

  if (x->gate_class != y->gate_class)
    return x->gate_class < y->gate_class ? -1 : 1;
  if (x->priority != y->priority)
    return x->priority < y->priority ? -1 : 1;
  return g_strcmp0 (x->name, y->name);
}

guint
slw_bus_add_gate (SlwBus *bus,
                  SlwGateClass gate_class,
                  int priority,
                  const char *name,
                  SlwGateFunc func,
                  gpointer user_data,
                  GDestroyNotify destroy)
{
  Gate *gate = g_new0 (Gate, 1);

  gate->id = ++bus->last_id;
  gate->gate_class = gate_class;
  gate->priority = priority;
  gate->name = g_strdup (name);
  gate->func = func;
  gate->user_data = user_data;
  gate->destroy = destroy;
  g_ptr_array_add (bus->gates, gate);
  if (bus->asking == 0)
    g_ptr_array_sort (bus->gates, compare_gates);
  return gate->id;
}

static void
sweep (SlwBus *bus)
{
  for (guint i = bus->gates->len; i > 0; i--) {
    Gate *gate = g_ptr_array_index (bus->gates, i - 1);

    if (gate->removed)
      g_ptr_array_remove_index (bus->gates, i - 1);
  }
  g_ptr_array_sort (bus->gates, compare_gates);
}

void
slw_bus_remove_gate (SlwBus *bus, guint id)
{
  for (guint i = 0; i < bus->gates->len; i++) {
    Gate *gate = g_ptr_array_index (bus->gates, i);

    if (gate->id == id)
      gate->removed = TRUE;
  }
  if (bus->asking == 0)
    sweep (bus);
}

static gboolean
ask_one (Gate *gate, SlwGatePoint point, SlwStepRun *run, GError **error)
{
  const char *owner = slw_blame_get_owner ((gconstpointer) gate->func);
  g_autoptr (GError) local = NULL;
  SlwBlame blame;
  gboolean allowed;

  slw_blame_begin (&blame, owner != NULL ? "plugin" : "gate", owner != NULL ? owner : gate->name,
                   "before step %s on %s", run != NULL ? slw_step_run_get_step (run) : "?",
                   run != NULL ? slw_server_get_name (slw_step_run_get_server (run)) : "?");
  allowed = gate->func (point, run, gate->user_data, &local);
  slw_blame_end (&blame);
  if (allowed)
    return TRUE;
  if (local == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "%s: its gate forbade it and gave no reason", gate->name);
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", gate->name);
  return FALSE;
}

gboolean
slw_bus_ask (SlwBus *bus, SlwGatePoint point, SlwStepRun *run, GError **error)
{
  gboolean allowed = TRUE;

  bus->asking++;
  for (guint i = 0; allowed && i < bus->gates->len; i++) {
    Gate *gate = g_ptr_array_index (bus->gates, i);

    if (!gate->removed)
      allowed = ask_one (gate, point, run, error);
  }
  if (--bus->asking == 0)
    sweep (bus);
  return allowed;
}

static GVariant *
stamp (GVariant *payload)
{
  GVariantDict dict;
  g_autoptr (GVariant) owned = g_variant_ref_sink (payload);

  g_variant_dict_init (&dict, owned);
  if (!g_variant_dict_contains (&dict, "time"))
    g_variant_dict_insert (&dict, "time", "x", g_get_real_time ());
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
slw_bus_publish (SlwBus *bus, const char *topic, GVariant *payload)
{
  Event *event = g_new0 (Event, 1);

  event->topic = g_quark_from_string (topic);
  event->payload = stamp (payload);
  g_queue_push_tail (&bus->events, event);
  if (bus->delivering)
    return;
  bus->delivering = TRUE;
  while ((event = g_queue_pop_head (&bus->events)) != NULL) {
    g_signal_emit (bus, signal_event, event->topic, g_quark_to_string (event->topic), event->payload);
    event_free (event);
  }
  bus->delivering = FALSE;
}

G_DEFINE_INTERFACE (SlwBusClient, slw_bus_client, G_TYPE_OBJECT)

static void
slw_bus_client_default_init (SlwBusClientInterface *iface)
{
}

void
slw_bus_client_attach (SlwBusClient *self, SlwBus *bus)
{
  SLW_BUS_CLIENT_GET_IFACE (self)->attach (self, bus);
}

void
slw_bus_client_detach (SlwBusClient *self, SlwBus *bus)
{
  SlwBusClientInterface *iface = SLW_BUS_CLIENT_GET_IFACE (self);

  if (iface->detach != NULL)
    iface->detach (self, bus);
}
