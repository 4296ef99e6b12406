/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-recorder.h"

#include "core/api/slw-step-run-private.h"

struct _SlwRecorder {
  SlwRun *run;
  GHashTable *open; /* "server\nstep" -> SlwNode: what runs now */
  gulong handler;
};

static char *
make_key (const char *server, const char *step)
{
  return g_strconcat (server, "\n", step, NULL);
}

static char *
make_line (const char *topic, GVariant *payload)
{
  const char *severity = NULL;
  const char *title = NULL;
  const char *remedy = NULL;
  const char *text = NULL;

  if (g_str_equal (topic, SLW_TOPIC_STEP_NOTE)) {
    g_variant_lookup (payload, "text", "&s", &text);
    return g_strdup (text);
  }
  g_variant_lookup (payload, "severity", "&s", &severity);
  g_variant_lookup (payload, "title", "&s", &title);
  g_variant_lookup (payload, "remedy", "&s", &remedy);
  return g_strdup_printf ("%s: %s%s%s", severity, title, *remedy != '\0' ? "; " : "", remedy);
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwRecorder *self)
{
  gboolean note = g_str_equal (topic, SLW_TOPIC_STEP_NOTE);
  const char *server = "";
  const char *step = "";
  g_autofree char *key = NULL;
  g_autofree char *line = NULL;
  SlwNode *node;

  if (!note && !g_str_equal (topic, SLW_TOPIC_STEP_FINDING))
    return;
  g_variant_lookup (payload, "server", "&s", &server);
  g_variant_lookup (payload, "step", "&s", &step);
  key = make_key (server, step);
  node = g_hash_table_lookup (self->open, key);
  if (node == NULL)
    return;
  line = make_line (topic, payload);
  slw_journal_add_line (self->run->journal, node->journal_id, note ? "note" : "finding", line);
}

SlwRecorder *
slw_recorder_new (SlwRun *run)
{
  SlwRecorder *self = g_new0 (SlwRecorder, 1);

  self->run = slw_run_ref (run);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->handler = g_signal_connect (run->bus, "event", G_CALLBACK (on_event), self);
  return self;
}

void
slw_recorder_free (SlwRecorder *self)
{
  g_signal_handler_disconnect (self->run->bus, self->handler);
  g_hash_table_unref (self->open);
  slw_run_unref (self->run);
  g_free (self);
}

void
slw_recorder_begin_run (SlwRecorder *self)
{
  SlwRun *run = self->run;
  g_autofree char *operator_name = g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
  SlwJournalRun row = {
    .id = run->id,
    .platform = (char *) slw_platform_get_name (run->platform),
    .pipeline = (char *) slw_pipeline_get_name (run->pipeline),
    .mode = (char *) (run->is_plan ? "plan" : "run"),
    .ceiling = (char *) slw_effect_to_string (run->ceiling),
    .operator_name = operator_name,
    .started = g_get_real_time (),
  };

  slw_journal_begin_run (run->journal, &row);
}

void
slw_recorder_begin_step (SlwRecorder *self, SlwNode *node)
{
  const char *server = slw_server_get_name (node->server);

  node->journal_id = slw_journal_begin_step (self->run->journal, self->run->id, server, node->step->name,
                                             node->step->kind, node->plugin);
  g_hash_table_replace (self->open, make_key (server, node->step->name), node);
}

void
slw_recorder_end_step (SlwRecorder *self, SlwNode *node, SlwOutcome outcome)
{
  g_autofree char *key = make_key (slw_server_get_name (node->server), node->step->name);
  const char *message = node->error != NULL ? node->error->message : node->message;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, slw_step_run_get_outputs (node->run));
  while (g_hash_table_iter_next (&iter, &name, &value))
    slw_journal_set_output (self->run->journal, node->journal_id, name, value);
  slw_journal_end_step (self->run->journal, node->journal_id, slw_outcome_to_string (outcome),
                        message != NULL ? message : "");
  g_hash_table_remove (self->open, key);
}

void
slw_recorder_add_blocked (SlwRecorder *self, SlwSchedule *schedule)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->outcome != SLW_OUTCOME_BLOCKED)
      continue;
    slw_recorder_begin_step (self, node);
    slw_journal_end_step (self->run->journal, node->journal_id, "blocked", node->message);
  }
}
