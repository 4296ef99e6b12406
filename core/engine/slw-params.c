/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-params.h"

#include <string.h>

#include "core/api/slw-step-run-private.h"

typedef struct {
  SlwRun *run;
  SlwSchedule *schedule;
  SlwNode *node;
} Scope;

static char *
look_up_server (SlwServer *server, const char *name)
{
  const SlwFacts *facts = slw_server_get_facts (server);

  if (g_str_equal (name, "name"))
    return g_strdup (slw_server_get_name (server));
  if (g_str_equal (name, "address"))
    return g_strdup (slw_server_get_address (server));
  if (g_str_equal (name, "roles"))
    return g_strjoinv (" ", (char **) slw_server_get_roles (server));
  if (g_str_has_prefix (name, "fact.") && facts != NULL)
    return g_strdup (slw_facts_get (facts, name + strlen ("fact.")));
  return NULL;
}

/* ROLE/STEP.OUTPUT: on the first server with that role. */
static char *
look_up_role (const Scope *scope, const char *reference, const char *slash)
{
  g_autofree char *role = g_strndup (reference, slash - reference);
  SlwServer *server = slw_platform_find_role (scope->run->platform, role);
  const char *dot = strchr (slash, '.');
  g_autofree char *step = dot != NULL ? g_strndup (slash + 1, dot - slash - 1) : NULL;

  if (server == NULL || step == NULL)
    return NULL;
  return g_strdup (slw_schedule_find_output (scope->schedule, server, step, dot + 1));
}

static char *
look_up (const char *reference, gpointer user_data)
{
  const Scope *scope = user_data;
  const char *slash = strchr (reference, '/');
  const char *dot = strchr (reference, '.');
  g_autofree char *first = dot != NULL ? g_strndup (reference, dot - reference) : NULL;

  if (slash != NULL)
    return look_up_role (scope, reference, slash);

  if (first == NULL)
    return NULL;
  if (g_str_equal (first, "server"))
    return look_up_server (scope->node->server, dot + 1);
  if (g_str_equal (reference, "platform.name"))
    return g_strdup (slw_platform_get_name (scope->run->platform));
  if (g_str_equal (first, "set"))
    return g_strdup (g_hash_table_lookup (scope->run->sets, dot + 1));
  return g_strdup (slw_schedule_find_output (scope->schedule, scope->node->server, first, dot + 1));
}

gboolean
slw_params_expand (SlwRun *run, SlwSchedule *schedule, SlwNode *node, GError **error)
{
  Scope scope = { run, schedule, node };
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, node->step->params);
  while (g_hash_table_iter_next (&iter, &name, &text)) {
    g_autofree char *value = slw_pipeline_expand (text, look_up, &scope, error);

    if (value == NULL) {
      g_prefix_error (error, "Param.%s: ", (const char *) name);
      return FALSE;
    }
    slw_step_run_set_param (node->run, name, value);
  }
  return TRUE;
}
