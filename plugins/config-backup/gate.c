/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gate.h"

#define KIND "config.backup"

struct _Gate {
  SlwBus *bus;
  guint id;
  gulong handlers[2];
  GHashTable *steps;   /* "server\nstep": backups under way */
  GHashTable *servers; /* names of those that were kept */
};

static char *
make_key (GVariant *payload, const char **server)
{
  const char *step = "";

  *server = "";
  g_variant_lookup (payload, "server", "&s", server);
  g_variant_lookup (payload, "step", "&s", &step);
  return g_strconcat (*server, "\n", step, NULL);
}

/* Whoever does it: a backup by another plugin counts as well. */
static void
on_step_started (SlwBus *bus, const char *topic, GVariant *payload, Gate *self)
{
  const char *kind = "";
  const char *server;

  g_variant_lookup (payload, "kind", "&s", &kind);
  if (g_str_equal (kind, KIND))
    g_hash_table_add (self->steps, make_key (payload, &server));
}

static void
on_step_finished (SlwBus *bus, const char *topic, GVariant *payload, Gate *self)
{
  const char *outcome = "";
  const char *server;
  g_autofree char *key = make_key (payload, &server);

  g_variant_lookup (payload, "outcome", "&s", &outcome);
  if (g_hash_table_remove (self->steps, key) && g_str_equal (outcome, "done"))
    g_hash_table_add (self->servers, g_strdup (server));
}

static gboolean
on_change (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  Gate *self = user_data;
  const char *server = slw_server_get_name (slw_step_run_get_target (run));

  if (point != SLW_GATE_CHANGE || g_hash_table_contains (self->servers, server))
    return TRUE;
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_REFUSED,
      "step “%s” would change %s, of which no backup was made in this run; put a step with Kind=" KIND
      " before it that applies to %s, or, to do without, required=no into [config-backup] of the platform file",
      slw_step_run_get_step (run), server, server);
  return FALSE;
}

Gate *
gate_new (SlwBus *bus)
{
  Gate *self = g_new0 (Gate, 1);

  self->bus = g_object_ref (bus);
  self->steps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->handlers[0] = g_signal_connect (bus, "event::" SLW_TOPIC_STEP_STARTED, G_CALLBACK (on_step_started), self);
  self->handlers[1] = g_signal_connect (bus, "event::" SLW_TOPIC_STEP_FINISHED, G_CALLBACK (on_step_finished), self);
  self->id = slw_bus_add_gate (bus, SLW_GATE_PREPARE, 0, "config-backup", on_change, self, NULL);
  return self;
}

void
gate_free (Gate *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_signal_handler (&self->handlers[i], self->bus);
  slw_bus_remove_gate (self->bus, self->id);
  g_object_unref (self->bus);
  g_hash_table_unref (self->steps);
  g_hash_table_unref (self->servers);
  g_free (self);
}
