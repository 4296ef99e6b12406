/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-schedule.h"

/* A step on all its servers. */
typedef struct {
  GArray *before; /* guint, rows: those that must have ended everywhere before it starts */
  guint open;     /* nodes that have not ended */
  guint running;
  const SlwNode *bad; /* the first that keeps others from starting */
} Row;

/* A server with all its steps. */
typedef struct {
  GPtrArray *nodes;
  guint next;         /* the first of them that has not ended */
  const SlwNode *bad; /* the first that did not succeed */
} Column;

struct _SlwSchedule {
  GObject parent_instance;
  SlwPipeline *pipeline;
  GPtrArray *nodes; /* SlwNode, step by step, within a step by server */
  Row *rows;
  guint n_rows;
  Column *columns;
  guint n_columns;
  guint running;
  guint jobs;
};

G_DEFINE_TYPE (SlwSchedule, slw_schedule, G_TYPE_OBJECT)

const char *
slw_outcome_to_string (SlwOutcome outcome)
{
  static const char *names[]
      = { "pending", "running", "done", "ceiling", "skipped", "failed", "unreachable", "blocked" };

  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (names), "failed");
  return names[outcome];
}

static void
node_free (gpointer data)
{
  SlwNode *node = data;

  g_clear_object (&node->server);
  g_clear_object (&node->run);
  g_clear_error (&node->error);
  g_free (node->message);
  g_free (node->plugin);
  g_free (node);
}

static void
slw_schedule_finalize (GObject *object)
{
  SlwSchedule *self = SLW_SCHEDULE (object);

  for (guint i = 0; i < self->n_rows; i++)
    g_array_unref (self->rows[i].before);
  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_unref (self->columns[i].nodes);
  g_free (self->rows);
  g_free (self->columns);
  g_ptr_array_unref (self->nodes);
  g_clear_object (&self->pipeline);
  G_OBJECT_CLASS (slw_schedule_parent_class)->finalize (object);
}

static void
slw_schedule_class_init (SlwScheduleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_schedule_finalize;
}

static void
slw_schedule_init (SlwSchedule *self)
{
  self->nodes = g_ptr_array_new_with_free_func (node_free);
}

static gboolean
has_any_role (SlwServer *server, char **roles)
{
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++) {
    if (slw_server_has_role (server, roles[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
applies_to (const SlwPipelineStep *step, SlwServer *server)
{
  gboolean all = step->roles == NULL || step->roles[0] == NULL;

  return (all || has_any_role (server, step->roles)) && !has_any_role (server, step->except);
}

static gboolean
has_ended (const SlwNode *node)
{
  return node->outcome >= SLW_OUTCOME_DONE;
}

static gboolean
has_failed (const SlwNode *node)
{
  return node->outcome >= SLW_OUTCOME_FAILED;
}

/* Whether @step names @other in its After=. */
static gboolean
is_after (const SlwPipelineStep *step, const SlwPipelineStep *other)
{
  const char *const *after = (const char *const *) step->after;

  return after != NULL && other != step && (g_strv_contains (after, other->name) || g_strv_contains (after, "*"));
}

static void
add_node (SlwSchedule *self, const SlwPipelineStep *step, SlwServer *server, guint row, guint column)
{
  SlwNode *node = g_new0 (SlwNode, 1);

  node->step = step;
  node->server = g_object_ref (server);
  node->index = self->nodes->len;
  node->row = row;
  node->column = column;
  if (step->on_abort)
    node->outcome = SLW_OUTCOME_SKIPPED;
  else
    self->rows[row].open++;
  g_ptr_array_add (self->nodes, node);
  g_ptr_array_add (self->columns[column].nodes, node);
}

static void
add_step (SlwSchedule *self, GPtrArray *steps, guint row, GPtrArray *servers)
{
  const SlwPipelineStep *step = g_ptr_array_index (steps, row);

  self->rows[row].before = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < row; i++)
    if (is_after (step, g_ptr_array_index (steps, i)))
      g_array_append_val (self->rows[row].before, i);
  for (guint i = 0; i < servers->len; i++) {
    if (!applies_to (step, g_ptr_array_index (servers, i)))
      continue;
    add_node (self, step, g_ptr_array_index (servers, i), row, i);
    if (step->once)
      return;
  }
}

/* Its nodes up to the next one that has not ended have. */
static void
advance (Column *column)
{
  while (column->next < column->nodes->len && has_ended (g_ptr_array_index (column->nodes, column->next)))
    column->next++;
}

SlwSchedule *
slw_schedule_new (SlwPipeline *pipeline, GPtrArray *servers, guint jobs)
{
  SlwSchedule *self = g_object_new (SLW_TYPE_SCHEDULE, NULL);
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);

  self->pipeline = g_object_ref (pipeline);
  self->jobs = MAX (jobs, 1);
  self->n_rows = steps->len;
  self->rows = g_new0 (Row, self->n_rows);
  self->n_columns = servers->len;
  self->columns = g_new0 (Column, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i].nodes = g_ptr_array_new ();
  for (guint i = 0; i < self->n_rows; i++)
    add_step (self, steps, i, servers);
  for (guint i = 0; i < self->n_columns; i++)
    advance (&self->columns[i]);
  return self;
}

GPtrArray *
slw_schedule_get_nodes (SlwSchedule *self)
{
  return self->nodes;
}

gboolean
slw_schedule_depends_on (const SlwNode *node, const SlwNode *other)
{
  if (node->server != other->server && !is_after (node->step, other->step))
    return FALSE;
  /* nodes stand step by step, so what a node waits for always stands before it */
  return other->index < node->index && other->step != node->step;
}

static gboolean
may_start (SlwSchedule *self, const SlwNode *node)
{
  const Row *row = &self->rows[node->row];
  const Column *column = &self->columns[node->column];

  if (g_ptr_array_index (column->nodes, column->next) != node
      || (node->step->batch != 0 && row->running >= node->step->batch))
    return FALSE;
  for (guint i = 0; i < row->before->len; i++)
    if (self->rows[g_array_index (row->before, guint, i)].open > 0)
      return FALSE;
  return TRUE;
}

SlwNode *
slw_schedule_take (SlwSchedule *self)
{
  for (guint i = 0; self->running < self->jobs && i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->outcome == SLW_OUTCOME_PENDING && may_start (self, node)) {
      node->outcome = SLW_OUTCOME_RUNNING;
      self->rows[node->row].running++;
      self->running++;
      return node;
    }
  }
  return NULL;
}

/* The first of two: messages name it whatever the order in which they ended. */
static const SlwNode *
first_of (const SlwNode *one, const SlwNode *other)
{
  if (one == NULL || other == NULL)
    return one != NULL ? one : other;
  return one->index < other->index ? one : other;
}

static void
end_node (SlwSchedule *self, SlwNode *node, SlwOutcome outcome)
{
  Row *row = &self->rows[node->row];
  Column *column = &self->columns[node->column];

  if (node->outcome == SLW_OUTCOME_RUNNING) {
    row->running--;
    self->running--;
  }
  node->outcome = outcome;
  row->open--;
  advance (column);
  if (!has_failed (node))
    return;
  column->bad = first_of (column->bad, node);
  if (node->step->on_failure != SLW_ON_FAILURE_CONTINUE)
    row->bad = first_of (row->bad, node);
}

void
slw_schedule_block (SlwSchedule *self, SlwNode *node, SlwOutcome outcome, const char *why)
{
  g_return_if_fail (node->outcome == SLW_OUTCOME_PENDING && outcome > SLW_OUTCOME_DONE);

  end_node (self, node, outcome);
  g_free (node->message);
  node->message = g_strdup (why);
}

/* What keeps @node from starting for ever, if anything does. */
static const SlwNode *
find_bad (SlwSchedule *self, const SlwNode *node)
{
  const Row *row = &self->rows[node->row];
  const SlwNode *bad = self->columns[node->column].bad;

  if (bad != NULL && bad->index > node->index)
    bad = NULL;
  for (guint i = 0; i < row->before->len; i++)
    bad = first_of (bad, self->rows[g_array_index (row->before, guint, i)].bad);
  return bad;
}

/* One pass is enough: what a blocked node blocks stands after it. */
static void
block_dependents (SlwSchedule *self, const SlwNode *failed)
{
  for (guint i = failed->index + 1; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);
    const SlwNode *bad = node->outcome == SLW_OUTCOME_PENDING ? find_bad (self, node) : NULL;
    g_autofree char *why = NULL;

    if (bad == NULL)
      continue;
    why = g_strdup_printf ("waits for step “%s” on %s, which is %s", bad->step->name, slw_server_get_name (bad->server),
                           slw_outcome_to_string (bad->outcome));
    slw_schedule_block (self, node, SLW_OUTCOME_BLOCKED, why);
  }
}

/* What stands after a change that the run may not make is not reached either. */
static void
end_dependents (SlwSchedule *self, const SlwNode *ended)
{
  g_autofree char *why = g_strdup_printf ("stands after step “%s”, where this run ends", ended->step->name);

  for (guint i = ended->index + 1; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->outcome == SLW_OUTCOME_PENDING && slw_schedule_depends_on (node, ended))
      slw_schedule_block (self, node, SLW_OUTCOME_CEILING, why);
  }
}

void
slw_schedule_finish (SlwSchedule *self, SlwNode *node, SlwOutcome outcome)
{
  g_return_if_fail (node->outcome == SLW_OUTCOME_RUNNING);

  end_node (self, node, outcome);
  if (outcome == SLW_OUTCOME_CEILING)
    end_dependents (self, node);
  if (!has_failed (node))
    return;
  block_dependents (self, node);
  if (node->step->on_failure != SLW_ON_FAILURE_CONTINUE) {
    g_autofree char *why = g_strdup_printf ("nothing new was started after step “%s” on %s was %s", node->step->name,
                                            slw_server_get_name (node->server), slw_outcome_to_string (outcome));

    slw_schedule_stop (self, why);
  }
}

void
slw_schedule_stop (SlwSchedule *self, const char *why)
{
  for (guint i = 0; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->outcome == SLW_OUTCOME_PENDING)
      slw_schedule_block (self, node, SLW_OUTCOME_BLOCKED, why);
  }
}

void
slw_schedule_rescue (SlwSchedule *self, SlwServer *server)
{
  g_return_if_fail (slw_schedule_count (self, SLW_OUTCOME_RUNNING) == 0);

  for (guint i = 0; i < self->n_columns; i++) {
    Column *column = &self->columns[i];

    for (guint j = 0; j < column->nodes->len; j++) {
      SlwNode *node = g_ptr_array_index (column->nodes, j);

      if (node->server != server || node->outcome != SLW_OUTCOME_SKIPPED)
        continue;
      node->outcome = SLW_OUTCOME_PENDING;
      self->rows[node->row].open++;
      column->next = MIN (column->next, j);
      column->bad = NULL; /* what failed before is why it is called */
    }
  }
}

gboolean
slw_schedule_is_over (SlwSchedule *self)
{
  return slw_schedule_count (self, SLW_OUTCOME_PENDING) + slw_schedule_count (self, SLW_OUTCOME_RUNNING) == 0;
}

guint
slw_schedule_count (SlwSchedule *self, SlwOutcome outcome)
{
  guint count = 0;

  for (guint i = 0; i < self->nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (self->nodes, i);

    count += node->outcome == outcome ? 1 : 0;
  }
  return count;
}

const char *
slw_schedule_find_output (SlwSchedule *self, SlwServer *server, const char *step, const char *output)
{
  for (guint i = 0; i < self->nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->run != NULL && node->server == server && g_str_equal (node->step->name, step))
      return slw_step_run_get_output (node->run, output);
  }
  return NULL;
}
