/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "package-state.h"

#include <string.h>

#include <slipway/slw-text.h>

#define FORMAT "${Package}\\t${Architecture}\\t${Version}\\t${db:Status-Abbrev}\\n"

static void
state_free (PackageState *state)
{
  g_free (state->name);
  g_free (state->architecture);
  g_free (state->version);
  g_free (state->status);
  g_free (state);
}

SlwAction *
package_state_new_action (const char *label, const char *const *packages)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  SlwAction *action;

  g_ptr_array_add (argv, (char *) "dpkg-query");
  g_ptr_array_add (argv, (char *) "-W");
  g_ptr_array_add (argv, (char *) "-f");
  g_ptr_array_add (argv, (char *) FORMAT);
  for (guint i = 0; packages[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) packages[i]);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_READ, label, (const char *const *) argv->pdata);
  slw_action_expect (action, 1);
  return action;
}

GPtrArray *
package_state_parse (const char *text)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) state_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    PackageState *state;

    if (g_strv_length (fields) != 4 || *fields[0] == '\0' || strlen (fields[3]) < 2)
      continue;
    state = g_new0 (PackageState, 1);
    state->name = slw_text_escape (fields[0], -1);
    state->architecture = slw_text_escape (fields[1], -1);
    state->version = slw_text_escape (fields[2], -1);
    state->status = slw_text_escape (fields[3], -1);
    g_ptr_array_add (states, state);
  }
  return states;
}

gboolean
package_state_is_installed (const PackageState *self)
{
  /* i installed, t triggers pending, W triggers awaited; a third letter tells of an error */
  return strchr ("itW", self->status[1]) != NULL && (self->status[2] == '\0' || self->status[2] == ' ');
}

static const PackageState *
find (GPtrArray *states, const char *name)
{
  gsize length = strcspn (name, ":");
  const PackageState *found = NULL;

  for (guint i = 0; i < states->len; i++) {
    const PackageState *state = g_ptr_array_index (states, i);

    if (strlen (state->name) != length || strncmp (state->name, name, length) != 0)
      continue;
    if (name[length] == ':' && strcmp (state->architecture, name + length + 1) != 0)
      continue;
    /* of several architectures the one that is installed */
    if (found == NULL || package_state_is_installed (state))
      found = state;
  }
  return found;
}

static const char *
tell_status (const PackageState *state)
{
  switch (state->status[1]) {
  case 'H':
    return "is half installed";
  case 'U':
    return "is unpacked, but not configured";
  case 'F':
    return "is half configured: its installation script failed";
  case 'c':
  case 'n':
    return "is not installed";
  default:
    return "is in an unknown state";
  }
}

static void
compare_one (GString *out, GPtrArray *states, const SimulationPackage *wanted)
{
  const PackageState *state = find (states, wanted->name);

  if (state == NULL)
    g_string_append_printf (out, "; %s is not installed", wanted->name);
  else if (!package_state_is_installed (state))
    g_string_append_printf (out, "; %s %s", wanted->name, tell_status (state));
  else if (strcmp (state->version, wanted->version) != 0)
    g_string_append_printf (out, "; %s is %s, %s was planned", wanted->name, state->version, wanted->version);
}

char *
package_state_compare (GPtrArray *states, const Simulation *plan)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < plan->install->len; i++)
    compare_one (out, states, g_ptr_array_index (plan->install, i));
  for (guint i = 0; i < plan->remove->len; i++) {
    const SimulationPackage *gone = g_ptr_array_index (plan->remove, i);
    const PackageState *state = find (states, gone->name);

    if (state != NULL && package_state_is_installed (state))
      g_string_append_printf (out, "; %s is still installed", gone->name);
  }
  if (out->len == 0) {
    g_string_free (out, TRUE);
    return NULL;
  }
  g_string_erase (out, 0, 2);
  return g_string_free (out, FALSE);
}
