/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-effect.h>
#include <slipway/slw-step-run.h>
#include <slipway/slw-topics.h>

G_BEGIN_DECLS

#define SLW_TYPE_BUS (slw_bus_get_type ())

/**
 * SlwBus:
 *
 * Where plugins take part in a run without knowing each other: observers connect to the detailed signal
 * #SlwBus::event, gates are added by slw_bus_add_gate(). What an observer publishes while an event is being delivered
 * is delivered after it, never inside it.
 */
G_DECLARE_FINAL_TYPE (SlwBus, slw_bus, SLW, BUS, GObject)

/**
 * SlwGatePoint:
 * @SLW_GATE_STEP: a step run is about to start
 * @SLW_GATE_CHANGE: the first action above %SLW_EFFECT_CACHE of the run on this server is about to be sent
 */
typedef enum {
  SLW_GATE_STEP,
  SLW_GATE_CHANGE,
} SlwGatePoint;

/**
 * SlwGateClass:
 * @SLW_GATE_POLICY: cheap refusals, asked first
 * @SLW_GATE_PREPARE: is everything there that must be (a backup)?
 * @SLW_GATE_LAST: asked when all others agreed
 */
typedef enum {
  SLW_GATE_POLICY,
  SLW_GATE_PREPARE,
  SLW_GATE_LAST,
} SlwGateClass;

/**
 * SlwGateFunc:
 * @point: what is about to happen
 * @run: the step run that it is about to happen in
 * @user_data: what slw_bus_add_gate() was given
 * @error: return location
 *
 * Returns: %TRUE to let it happen, %FALSE with @error set to forbid it
 */
typedef gboolean (*SlwGateFunc) (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error);

/**
 * slw_bus_add_gate:
 * @bus: a bus
 * @gate_class: when it is asked, before @priority
 * @priority: lower is asked earlier, within the class; then by @name
 * @name: name of the plugin, put before its error
 * @func: (scope notified): the gate
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Returns: an id for slw_bus_remove_gate()
 */
guint slw_bus_add_gate (SlwBus *bus,
                        SlwGateClass gate_class,
                        int priority,
                        const char *name,
                        SlwGateFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy);

/**
 * slw_bus_remove_gate:
 * @bus: a bus
 * @id: what slw_bus_add_gate() returned
 */
void slw_bus_remove_gate (SlwBus *bus, guint id);

/**
 * slw_bus_ask:
 * @bus: a bus
 * @point: what is about to happen
 * @run: the step run
 * @error: return location
 *
 * Asks the gates in order; the first that forbids ends it.
 *
 * Returns: whether all agreed; else %SLW_ERROR_REFUSED (or the gate's own error), prefixed with the gate's name
 */
gboolean slw_bus_ask (SlwBus *bus, SlwGatePoint point, SlwStepRun *run, GError **error);

/**
 * slw_bus_publish:
 * @bus: a bus
 * @topic: a topic of slw-topics.h, or `vendor.topic`
 * @payload: an `a{sv}`; a floating reference is taken
 */
void slw_bus_publish (SlwBus *bus, const char *topic, GVariant *payload);

#define SLW_TYPE_BUS_CLIENT (slw_bus_client_get_type ())

/**
 * SlwBusClient:
 *
 * A plugin that observes or gates implements this.
 */
G_DECLARE_INTERFACE (SlwBusClient, slw_bus_client, SLW, BUS_CLIENT, GObject)

/**
 * SlwBusClientInterface:
 * @attach: connects to the bus, before the run starts
 * @detach: lets go of it, after the run ended
 */
struct _SlwBusClientInterface {
  GTypeInterface parent;
  void (*attach) (SlwBusClient *self, SlwBus *bus);
  void (*detach) (SlwBusClient *self, SlwBus *bus);
  /*< private >*/
  gpointer reserved[4];
};

/**
 * slw_bus_client_attach:
 * @self: a client
 * @bus: the bus
 */
void slw_bus_client_attach (SlwBusClient *self, SlwBus *bus);

/**
 * slw_bus_client_detach:
 * @self: a client
 * @bus: the bus
 */
void slw_bus_client_detach (SlwBusClient *self, SlwBus *bus);

G_END_DECLS
