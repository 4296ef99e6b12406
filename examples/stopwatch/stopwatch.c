/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An observer: it listens to the steps that end, and when the run ends it publishes the topic `stopwatch.slowest` with
 * server (s), step (s) and seconds (d) of the slowest one. */
#include <slipway/slipway.h>

#define STOPWATCH_TYPE_CLIENT (stopwatch_client_get_type ())
G_DECLARE_FINAL_TYPE (StopwatchClient, stopwatch_client, STOPWATCH, CLIENT, GObject)

struct _StopwatchClient {
  GObject parent_instance;
  gulong handlers[2];
  char *server;
  char *step;
  double seconds;
};

static void stopwatch_client_init_interface (SlwBusClientInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (StopwatchClient,
                                stopwatch_client,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_BUS_CLIENT, stopwatch_client_init_interface))

static void
on_step_finished (SlwBus *bus, const char *topic, GVariant *payload, StopwatchClient *self)
{
  const char *server = "";
  const char *step = "";
  double seconds = 0;

  if (!g_variant_lookup (payload, "seconds", "d", &seconds) || seconds < self->seconds)
    return;
  g_variant_lookup (payload, "server", "&s", &server);
  g_variant_lookup (payload, "step", "&s", &step);
  g_free (self->server);
  g_free (self->step);
  self->server = g_strdup (server);
  self->step = g_strdup (step);
  self->seconds = seconds;
}

/* What is published here is delivered after the event that is being delivered now. */
static void
on_run_finished (SlwBus *bus, const char *topic, GVariant *payload, StopwatchClient *self)
{
  GVariantBuilder builder;

  if (self->step == NULL)
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "server", g_variant_new_string (self->server));
  g_variant_builder_add (&builder, "{sv}", "step", g_variant_new_string (self->step));
  g_variant_builder_add (&builder, "{sv}", "seconds", g_variant_new_double (self->seconds));
  slw_bus_publish (bus, "stopwatch.slowest", g_variant_builder_end (&builder));
}

static void
stopwatch_client_attach (SlwBusClient *client, SlwBus *bus)
{
  StopwatchClient *self = STOPWATCH_CLIENT (client);

  self->handlers[0] = g_signal_connect (bus, "event::" SLW_TOPIC_STEP_FINISHED, G_CALLBACK (on_step_finished), self);
  self->handlers[1] = g_signal_connect (bus, "event::" SLW_TOPIC_RUN_FINISHED, G_CALLBACK (on_run_finished), self);
}

static void
stopwatch_client_detach (SlwBusClient *client, SlwBus *bus)
{
  StopwatchClient *self = STOPWATCH_CLIENT (client);

  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_signal_handler (&self->handlers[i], bus);
}

static void
stopwatch_client_init_interface (SlwBusClientInterface *iface)
{
  iface->attach = stopwatch_client_attach;
  iface->detach = stopwatch_client_detach;
}

static void
stopwatch_client_finalize (GObject *object)
{
  g_free (STOPWATCH_CLIENT (object)->server);
  g_free (STOPWATCH_CLIENT (object)->step);
  G_OBJECT_CLASS (stopwatch_client_parent_class)->finalize (object);
}

static void
stopwatch_client_class_init (StopwatchClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stopwatch_client_finalize;
}

static void
stopwatch_client_class_finalize (StopwatchClientClass *klass)
{
}

static void
stopwatch_client_init (StopwatchClient *self)
{
}

static void
register_types (GTypeModule *module)
{
  stopwatch_client_register_type (module);
}

SLW_PLUGIN_DEFINE ("stopwatch",
                   "1.0",
                   .register_types = register_types,
                   .get_bus_client_type = stopwatch_client_get_type);
