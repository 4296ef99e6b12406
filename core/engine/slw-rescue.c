/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-rescue.h"

#include <slipway/slw-error.h>

/* --- what was begun --- */

/* What is restored, and what an earlier process has left in the middle. */
static gboolean
was_begun (const SlwFoldStep *known)
{
  return known->row->outcome == NULL || g_str_equal (known->row->outcome, "done") || known->is_open;
}

/* Its row stays as it is. */
static void
leave_as_it_was (SlwSchedule *schedule, SlwNode *node, const SlwFoldStep *known)
{
  SlwOutcome outcome = SLW_OUTCOME_BLOCKED;

  if (g_str_equal (known->row->outcome, "failed"))
    outcome = SLW_OUTCOME_FAILED;
  else if (g_str_equal (known->row->outcome, "unreachable"))
    outcome = SLW_OUTCOME_UNREACHABLE;
  slw_schedule_block (schedule, node, outcome, known->row->message);
  node->journal_id = known->row->id;
}

static const SlwFoldStep *
find_known (SlwRun *run, const SlwNode *node)
{
  if (run->fold == NULL || node->outcome != SLW_OUTCOME_PENDING)
    return NULL;
  return slw_fold_find_step (run->fold, slw_server_get_name (node->server), node->step->name);
}

void
slw_rescue_stop (SlwRun *run, SlwSchedule *schedule, const char *why)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);
    const SlwFoldStep *known = find_known (run, node);

    if (node->outcome == SLW_OUTCOME_PENDING && (known == NULL || !was_begun (known)))
      slw_schedule_block (schedule, node, SLW_OUTCOME_BLOCKED, why);
  }
}

void
slw_rescue_prepare (SlwRun *run, SlwSchedule *schedule, const char *by)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);
  g_autofree char *why = g_strdup_printf ("the run was aborted by %s", by);

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);
    const SlwFoldStep *known = find_known (run, node);

    if (known != NULL && !was_begun (known))
      leave_as_it_was (schedule, node, known);
  }
  slw_rescue_stop (run, schedule, why);
}

void
slw_rescue_begin (SlwRun *run, SlwSchedule *schedule)
{
  for (guint i = 0; i < run->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (run->servers, i);

    if (g_hash_table_contains (run->changed, server) && slw_server_get_facts (server) != NULL)
      slw_schedule_rescue (schedule, server);
  }
}

/* --- what came of it --- */

typedef struct {
  const char *state;
  char *message;
} State;

static State
judge_node (const SlwNode *node)
{
  const char *message = node->error != NULL ? node->error->message : node->message;
  const char *state = "unsafe";

  if (node->outcome == SLW_OUTCOME_DONE)
    state = "safe";
  else if (node->outcome == SLW_OUTCOME_UNREACHABLE)
    state = "unreachable";
  return (State){ state, g_strdup_printf ("step “%s”: %s", node->step->name, message != NULL ? message : "done") };
}

/* The first of its steps for an abort that was not done, else the last of them. */
static State
judge_changed (SlwSchedule *schedule, SlwServer *server)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);
  const SlwNode *node = NULL;

  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *each = g_ptr_array_index (nodes, i);

    if (each->server != server || !each->step->on_abort)
      continue;
    if (node == NULL || node->outcome == SLW_OUTCOME_DONE)
      node = each;
  }
  if (slw_server_get_facts (server) == NULL)
    return (State){ "unreachable", g_strdup ("was changed, and gives no answer now") };
  if (node == NULL)
    return (State){ "unsafe", g_strdup ("was changed, and the pipeline has no step with When=abort for it") };
  return judge_node (node);
}

static State
judge (SlwRun *run, SlwSchedule *schedule, SlwServer *server)
{
  if (g_hash_table_contains (run->changed, server))
    return judge_changed (schedule, server);
  if (g_hash_table_contains (run->touched, server))
    return (State){ "fetched", g_strdup ("was prepared, not changed") };
  return (State){ "untouched", g_strdup ("was only looked at") };
}

GError *
slw_rescue_conclude (SlwRun *run, SlwSchedule *schedule, const char *by)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "aborted by %s", by);
  for (guint i = 0; i < run->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (run->servers, i);
    State state = judge (run, schedule, server);
    const char *name = slw_server_get_name (server);

    slw_journal_set_state (run->journal, run->id, name, state.state, state.message);
    g_string_append_printf (text, "\n%s: %s: %s", name, state.state, state.message);
    g_free (state.message);
  }
  return g_error_new_literal (SLW_ERROR, SLW_ERROR_ABORTED, text->str);
}
