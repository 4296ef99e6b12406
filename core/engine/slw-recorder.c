/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-recorder.h"

#include "core/api/slw-step-run-private.h"
#include "core/engine/slw-node.h"
#include "core/engine/slw-run-options.h"

struct _SlwRecorder {
  SlwRun *run;
  GHashTable *open;     /* "server\nstep" -> SlwNode: what runs now */
  GHashTable *changing; /* the same keys: those whose action of now is no READ */
  gulong handler;
};

static char *
make_key (const char *server, const char *step)
{
  return g_strconcat (server, "\n", step, NULL);
}

static const char *
look_up (GVariant *payload, const char *name)
{
  const char *text = "";

  g_variant_lookup (payload, name, "&s", &text);
  return text;
}

static void
add_line (SlwRecorder *self, const SlwNode *node, const char *topic, GVariant *payload, gboolean changing)
{
  if (g_str_equal (topic, SLW_TOPIC_STEP_NOTE)) {
    slw_journal_add_line (self->run->journal, node->journal_id, "note", look_up (payload, "text"));
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_FINDING)) {
    slw_journal_add_finding (self->run->journal, node->journal_id, look_up (payload, "severity"),
                             look_up (payload, "id"), look_up (payload, "title"), look_up (payload, "remedy"));
  } else if (g_str_equal (topic, SLW_TOPIC_ACTION_OUTPUT) && changing) {
    gboolean errors = g_str_equal (look_up (payload, "stream"), "stderr");

    slw_journal_add_line (self->run->journal, node->journal_id, errors ? "stderr" : "output",
                          look_up (payload, "line"));
  }
}

/* What a change prints is on record as it comes, for who watches and for the time after a crash; what a READ action prints
 * is there with its outcome. */
static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwRecorder *self)
{
  g_autofree char *key = make_key (look_up (payload, "server"), look_up (payload, "step"));
  SlwNode *node = g_hash_table_lookup (self->open, key);

  if (node == NULL)
    return;
  if (!g_str_equal (topic, SLW_TOPIC_ACTION_STARTED))
    add_line (self, node, topic, payload, g_hash_table_contains (self->changing, key));
  else if (g_str_equal (look_up (payload, "effect"), "READ"))
    g_hash_table_remove (self->changing, key);
  else
    g_hash_table_add (self->changing, g_steal_pointer (&key));
}

SlwRecorder *
slw_recorder_new (SlwRun *run)
{
  SlwRecorder *self = g_new0 (SlwRecorder, 1);

  self->run = slw_run_ref (run);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->handler = g_signal_connect (run->bus, "event", G_CALLBACK (on_event), self);
  return self;
}

void
slw_recorder_free (SlwRecorder *self)
{
  g_signal_handler_disconnect (self->run->bus, self->handler);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->changing);
  slw_run_unref (self->run);
  g_free (self);
}

void
slw_recorder_begin_run (SlwRecorder *self)
{
  SlwRun *run = self->run;
  g_autofree char *operator_name = slw_run_dup_operator ();
  g_autofree char *options = NULL;
  SlwJournalRun row = {
    .id = run->id,
    .platform = (char *) slw_platform_get_name (run->platform),
    .pipeline = (char *) slw_pipeline_get_name (run->pipeline),
    .mode = (char *) (run->is_plan ? "plan" : "run"),
    .ceiling = (char *) slw_effect_to_string (run->ceiling),
    .operator_name = operator_name,
    .started = g_get_real_time (),
  };

  if (run->fold != NULL) {
    slw_journal_reopen_run (run->journal, run->id);
    return;
  }
  options = slw_run_options_to_text (run);
  row.options = options;
  slw_journal_begin_run (run->journal, &row);
}

/* One row for a step on a server, however many processes it takes. */
static void
open_row (SlwRecorder *self, SlwNode *node)
{
  SlwRun *run = self->run;
  const char *server = slw_server_get_name (node->server);
  const SlwFoldStep *known = run->fold != NULL ? slw_fold_find_step (run->fold, server, node->step->name) : NULL;

  if (known != NULL) {
    node->journal_id = known->row->id;
    slw_journal_reopen_step (run->journal, node->journal_id, node->plugin);
  } else {
    node->journal_id
        = slw_journal_begin_step (run->journal, run->id, server, node->step->name, node->step->kind, node->plugin);
  }
}

void
slw_recorder_begin_step (SlwRecorder *self, SlwNode *node)
{
  const char *server = slw_server_get_name (node->server);

  open_row (self, node);
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
  g_hash_table_remove (self->changing, key);
}

static void
add_blocked (SlwRecorder *self, SlwNode *node)
{
  open_row (self, node);
  slw_journal_end_step (self->run->journal, node->journal_id, slw_outcome_to_string (node->outcome), node->message);
}

void
slw_recorder_end_blocked (SlwRecorder *self, SlwSchedule *schedule)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->journal_id != 0 || (node->outcome != SLW_OUTCOME_BLOCKED && node->outcome != SLW_OUTCOME_CEILING))
      continue;
    add_blocked (self, node);
    slw_node_publish_finished (self->run, node, node->outcome);
  }
}
