/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-schedule.h"

struct _SlwSchedule {
  GObject parent_instance;
  SlwPipeline *pipeline;
  GPtrArray *nodes; /* SlwNode, step by step, within a step by server */
  guint jobs;
};

G_DEFINE_TYPE (SlwSchedule, slw_schedule, G_TYPE_OBJECT)

const char *
slw_outcome_to_string (SlwOutcome outcome)
{
  static const char *names[] = { "pending", "running", "done", "ceiling", "failed", "unreachable", "blocked" };

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

static void
add_step (SlwSchedule *self, const SlwPipelineStep *step, GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);
    SlwNode *node;

    if (!applies_to (step, server))
      continue;
    node = g_new0 (SlwNode, 1);
    node->step = step;
    node->server = g_object_ref (server);
    node->index = self->nodes->len;
    g_ptr_array_add (self->nodes, node);
    if (step->once)
      return;
  }
}

SlwSchedule *
slw_schedule_new (SlwPipeline *pipeline, GPtrArray *servers, guint jobs)
{
  SlwSchedule *self = g_object_new (SLW_TYPE_SCHEDULE, NULL);
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);

  self->pipeline = g_object_ref (pipeline);
  self->jobs = MAX (jobs, 1);
  for (guint i = 0; i < steps->len; i++)
    add_step (self, g_ptr_array_index (steps, i), servers);
  return self;
}

GPtrArray *
slw_schedule_get_nodes (SlwSchedule *self)
{
  return self->nodes;
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

static gboolean
is_after (const SlwNode *node, const SlwNode *other)
{
  char **after = node->step->after;

  if (after == NULL || other->step == node->step)
    return FALSE;
  return g_strv_contains ((const char *const *) after, other->step->name)
         || g_strv_contains ((const char *const *) after, "*");
}

gboolean
slw_schedule_depends_on (const SlwNode *node, const SlwNode *other)
{
  if (node->server != other->server && !is_after (node, other))
    return FALSE;
  /* nodes stand step by step, so what a node waits for always stands before it */
  return other->index < node->index && other->step != node->step;
}

/* Whether a failure of @other keeps @node from starting, although it has ended. */
static gboolean
blocks (const SlwNode *node, const SlwNode *other)
{
  return has_failed (other) && (node->server == other->server || other->step->on_failure != SLW_ON_FAILURE_CONTINUE);
}

static gboolean
may_start (SlwSchedule *self, const SlwNode *node)
{
  guint running = 0;
  guint in_step = 0;

  for (guint i = 0; i < self->nodes->len; i++) {
    const SlwNode *other = g_ptr_array_index (self->nodes, i);

    if (other->outcome == SLW_OUTCOME_RUNNING) {
      running++;
      in_step += other->step == node->step ? 1 : 0;
    }
    if (!has_ended (other) && other != node && slw_schedule_depends_on (node, other))
      return FALSE;
  }
  return running < self->jobs && (node->step->batch == 0 || in_step < node->step->batch);
}

SlwNode *
slw_schedule_take (SlwSchedule *self)
{
  for (guint i = 0; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->outcome == SLW_OUTCOME_PENDING && may_start (self, node)) {
      node->outcome = SLW_OUTCOME_RUNNING;
      return node;
    }
  }
  return NULL;
}

static void
block (SlwNode *node, SlwOutcome outcome, char *why)
{
  node->outcome = outcome;
  g_free (node->message);
  node->message = why;
}

/* One pass is enough: what a blocked node blocks stands after it. */
static void
block_dependents (SlwSchedule *self)
{
  for (guint i = 0; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    for (guint j = 0; j < i && node->outcome == SLW_OUTCOME_PENDING; j++) {
      SlwNode *other = g_ptr_array_index (self->nodes, j);

      if (blocks (node, other) && slw_schedule_depends_on (node, other))
        block (node, SLW_OUTCOME_BLOCKED,
               g_strdup_printf ("waits for step “%s” on %s, which is %s", other->step->name,
                                slw_server_get_name (other->server), slw_outcome_to_string (other->outcome)));
    }
  }
}

/* What stands after a change that the run may not make is not reached either. */
static void
end_dependents (SlwSchedule *self, const SlwNode *ended)
{
  for (guint i = ended->index + 1; i < self->nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (self->nodes, i);

    if (node->outcome == SLW_OUTCOME_PENDING && slw_schedule_depends_on (node, ended))
      block (node, SLW_OUTCOME_CEILING,
             g_strdup_printf ("stands after step “%s”, where this run ends", ended->step->name));
  }
}

void
slw_schedule_finish (SlwSchedule *self, SlwNode *node, SlwOutcome outcome)
{
  g_return_if_fail (node->outcome == SLW_OUTCOME_RUNNING);

  node->outcome = outcome;
  if (outcome == SLW_OUTCOME_CEILING)
    end_dependents (self, node);
  if (!has_failed (node))
    return;
  block_dependents (self);
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
      block (node, SLW_OUTCOME_BLOCKED, g_strdup (why));
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
