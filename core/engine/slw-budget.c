/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-budget.h"

typedef struct {
  guint servers;
  guint failed;
  guint unreachable;
  guint blocked;
} Count;

/* Of one that is to be tried again, what an earlier process says. */
static SlwOutcome
get_outcome (SlwRun *run, const SlwNode *node)
{
  const SlwFoldStep *known = NULL;

  if (run->fold != NULL && (node->outcome == SLW_OUTCOME_PENDING || node->outcome == SLW_OUTCOME_RUNNING))
    known = slw_fold_find_step (run->fold, slw_server_get_name (node->server), node->step->name);
  if (known != NULL && g_strcmp0 (known->row->outcome, "failed") == 0)
    return SLW_OUTCOME_FAILED;
  if (known != NULL && g_strcmp0 (known->row->outcome, "unreachable") == 0)
    return SLW_OUTCOME_UNREACHABLE;
  return node->outcome;
}

/* The worst that is known of each server. */
static GHashTable *
find_worst (SlwRun *run, SlwSchedule *schedule)
{
  static const guint weights[] = { [SLW_OUTCOME_BLOCKED] = 1, [SLW_OUTCOME_UNREACHABLE] = 2, [SLW_OUTCOME_FAILED] = 3 };
  GHashTable *worst = g_hash_table_new (NULL, NULL);
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);

  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);
    SlwOutcome outcome = get_outcome (run, node);
    SlwOutcome before = (SlwOutcome) GPOINTER_TO_UINT (g_hash_table_lookup (worst, node->server));

    if (!node->step->on_abort && weights[outcome] > weights[before])
      g_hash_table_insert (worst, node->server, GUINT_TO_POINTER (outcome));
  }
  return worst;
}

static Count
count_servers (SlwRun *run, GHashTable *worst, const char *role)
{
  Count count = { 0 };

  for (guint i = 0; i < run->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (run->servers, i);
    SlwOutcome outcome = (SlwOutcome) GPOINTER_TO_UINT (g_hash_table_lookup (worst, server));

    if (*role != '\0' && !slw_server_has_role (server, role))
      continue;
    count.servers++;
    count.failed += outcome == SLW_OUTCOME_FAILED;
    count.unreachable += outcome == SLW_OUTCOME_UNREACHABLE;
    count.blocked += outcome == SLW_OUTCOME_BLOCKED;
  }
  return count;
}

static char *
check (SlwRun *run, GHashTable *worst, const char *role, const SlwAllowance *allowance)
{
  Count count = count_servers (run, worst, role);
  guint allowed = slw_allowance_count (allowance, count.servers);

  if (count.failed + count.unreachable <= allowed)
    return NULL;
  return g_strdup_printf ("%u of %u %s%sserver%s failed, %u %s allowed (%u failed, %u unreachable, %u blocked)",
                          count.failed + count.unreachable, count.servers, role, *role != '\0' ? " " : "",
                          count.servers == 1 ? "" : "s", allowed, allowed == 1 ? "is" : "are", count.failed,
                          count.unreachable, count.blocked);
}

char *
slw_budget_check (SlwRun *run, SlwSchedule *schedule)
{
  g_autoptr (GHashTable) worst = find_worst (run, schedule);
  GHashTable *budgets = slw_pipeline_get_budgets (run->pipeline);
  char *exceeded = run->budget != NULL ? check (run, worst, "", run->budget) : NULL;
  GHashTableIter iter;
  gpointer role;
  gpointer allowance;

  g_hash_table_iter_init (&iter, budgets);
  while (exceeded == NULL && g_hash_table_iter_next (&iter, &role, &allowance))
    if (*(const char *) role != '\0') /* the other one is the run's, unless the platform file has its own */
      exceeded = check (run, worst, role, allowance);
  return exceeded;
}
