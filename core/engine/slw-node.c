/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-node.h"

#include <slipway/slw-error.h>

SlwOutcome
slw_node_get_outcome (const GError *error)
{
  if (g_error_matches (error, SLW_ERROR, SLW_ERROR_UNREACHABLE))
    return SLW_OUTCOME_UNREACHABLE;
  return SLW_OUTCOME_FAILED;
}

gboolean
slw_node_is_assuming (SlwRun *run, SlwSchedule *schedule, const SlwNode *node)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);

  if (g_hash_table_contains (run->assumed, node->server))
    return TRUE;
  for (guint i = 0; g_hash_table_size (run->assumed) > 0 && i < node->index; i++) {
    const SlwNode *other = g_ptr_array_index (nodes, i);

    if (g_hash_table_contains (run->assumed, other->server) && slw_schedule_depends_on (node, other))
      return TRUE;
  }
  return FALSE;
}

void
slw_node_publish_started (SlwRun *run, const SlwNode *node)
{
  slw_run_publish (run, SLW_TOPIC_STEP_STARTED, "server", "s", slw_server_get_name (node->server), "step", "s",
                   node->step->name, "kind", "s", node->step->kind, "plugin", "s", node->plugin, "restored", "b",
                   node->restored, NULL);
}

void
slw_node_publish_finished (SlwRun *run, const SlwNode *node, SlwOutcome outcome)
{
  const char *message = node->error != NULL ? node->error->message : node->message;
  gint64 time = node->started > 0 ? g_get_monotonic_time () - node->started : 0;

  slw_run_publish (run, SLW_TOPIC_STEP_FINISHED, "server", "s", slw_server_get_name (node->server), "step", "s",
                   node->step->name, "outcome", "s", slw_outcome_to_string (outcome), "message", "s",
                   message != NULL ? message : "", "seconds", "d", time / (double) G_USEC_PER_SEC, "mutations", "u",
                   node->mutations, "restored", "b", node->restored, NULL);
}

void
slw_node_publish_stop (SlwRun *run, SlwSchedule *schedule, const char *verb, const char *by)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean any = FALSE;

  g_string_append_printf (text, "%s by %s", verb, by);
  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->outcome != SLW_OUTCOME_RUNNING)
      continue;
    g_string_append_printf (text, "%sstep “%s” on %s", any ? ", " : "; waiting for ", node->step->name,
                            slw_server_get_name (node->server));
    any = TRUE;
  }
  slw_run_publish (run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", text->str, NULL);
}

void
slw_node_blame (const SlwNode *node, SlwBlame *before)
{
  slw_blame_begin (before, "plugin", node->plugin, "in step %s on %s", node->step->name,
                   slw_server_get_name (node->server));
}

void
slw_node_hand_line (const SlwNode *node, SlwStep *provider, const char *line)
{
  SlwBlame blame;

  slw_node_blame (node, &blame);
  slw_step_output (provider, node->run, line);
  slw_blame_end (&blame);
}
