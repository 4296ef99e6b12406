/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "describe.h"

#include <string.h>

/* Outputs: `packages`, `refuse`, `debconf`, `services` (also those that a server of the role need not have), `ports`. */

static char *
list_packages (const RoleData *data, const RoleSettings *settings, gboolean debian)
{
  g_autofree char *own = settings->packages != NULL && *settings->packages != NULL
                             ? g_strjoinv (" ", settings->packages)
                             : g_strdup (debian ? data->debian_packages : data->redhat_packages);
  g_autofree char *extra
      = settings->extra_packages != NULL ? g_strjoinv (" ", settings->extra_packages) : g_strdup ("");

  return *extra != '\0' ? g_strdup_printf ("%s %s", own, extra) : g_steal_pointer (&own);
}

/* A name that does not look like one is not handed on; role.prepare refuses it. */
static char *
fill_debconf (const RoleData *data, const SlwFacts *facts)
{
  const char *name = slw_facts_get (facts, "host.fqdn");
  const char *good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
  GString *answers = g_string_new (data->debconf);

  if (name == NULL || strspn (name, good) != strlen (name))
    name = slw_facts_get (facts, "host.short");
  if (name == NULL || strspn (name, good) != strlen (name))
    name = "localhost";
  g_string_replace (answers, "@FQDN@", name, 0);
  return g_string_free (answers, FALSE);
}

SlwDirective *
describe_next (const RoleData *data, const RoleSettings *settings, SlwStepRun *run)
{
  const SlwFacts *facts = slw_server_get_facts (slw_step_run_get_server (run));
  gboolean debian = g_strcmp0 (slw_facts_get (facts, "os.family"), "debian") == 0;
  g_autofree char *packages = list_packages (data, settings, debian);
  g_autofree char *services = g_strdup_printf ("%s %s", data->units, data->optional_units);
  g_autofree char *debconf = debian ? fill_debconf (data, facts) : g_strdup ("");

  slw_step_run_set_output (run, "packages", packages);
  slw_step_run_set_output (run, "refuse", data->refuse);
  slw_step_run_set_output (run, "debconf", debconf);
  slw_step_run_set_output (run, "services", services);
  slw_step_run_set_output (run, "ports", data->ports);
  return slw_directive_done (packages);
}
