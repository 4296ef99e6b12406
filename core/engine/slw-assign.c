/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-assign.h"

#include <slipway/slw-error.h>

/* Nothing to do on those selected is a mistake of whoever called, not an empty success. */
gboolean
slw_assign_check (SlwRun *run, SlwSchedule *schedule, GError **error)
{
  if (!slw_run_check_roles (run, error))
    return FALSE;
  if (slw_schedule_get_nodes (schedule)->len > 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "pipeline %s has no step for the selected servers",
               slw_pipeline_get_name (run->pipeline));
  return FALSE;
}

/* Nobody can offer anything for a server of which nothing is known. */
static void
give_up (SlwSchedule *schedule, SlwNode *node)
{
  if (node->outcome == SLW_OUTCOME_PENDING)
    slw_schedule_block (schedule, node, SLW_OUTCOME_UNREACHABLE, "the server gave no answer");
}

static SlwStep *
claim (SlwRun *run, SlwNode *node, GError **error)
{
  const char *plugin = NULL;
  SlwStep *provider
      = slw_registry_claim (run->registry, node->step->kind, node->server, node->step->provider, &plugin, error);

  if (provider == NULL)
    g_prefix_error (error, "%s: step “%s”: ", slw_server_get_name (node->server), node->step->name);
  else
    node->plugin = g_strdup (plugin);
  return provider;
}

GPtrArray *
slw_assign_providers (SlwRun *run, SlwSchedule *schedule, GError **error)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);
  g_autoptr (GPtrArray) providers = g_ptr_array_new ();

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);
    SlwStep *provider = NULL;

    if (slw_server_get_facts (node->server) == NULL)
      give_up (schedule, node);
    else if ((provider = claim (run, node, error)) == NULL)
      return NULL;
    g_ptr_array_add (providers, provider);
  }
  return g_steal_pointer (&providers);
}
