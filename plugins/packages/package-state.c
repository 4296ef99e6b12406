/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "package-state.h"

#include <string.h>

#include <slipway/slw-text.h>

void
package_state_free (PackageState *state)
{
  g_free (state->name);
  g_free (state->architecture);
  g_free (state->version);
  g_free (state);
}

PackageState *
package_state_new (const char *name, const char *architecture, const char *version)
{
  PackageState *state = g_new0 (PackageState, 1);

  state->name = slw_text_escape (name, -1);
  state->architecture = slw_text_escape (architecture, -1);
  state->version = slw_text_escape (version, -1);
  return state;
}

static const PackageState *
find (GPtrArray *states, const char *name, const char *version)
{
  gsize length = strcspn (name, ":");
  const PackageState *found = NULL;

  for (guint i = 0; i < states->len; i++) {
    const PackageState *state = g_ptr_array_index (states, i);

    if (strlen (state->name) != length || strncmp (state->name, name, length) != 0)
      continue;
    if (name[length] == ':' && strcmp (state->architecture, name + length + 1) != 0)
      continue;
    /* of several architectures the one that is installed, of several kernels that version */
    if (state->installed && strcmp (state->version, version) == 0)
      return state;
    if (found == NULL || state->installed)
      found = state;
  }
  return found;
}

static void
compare_one (GString *out, GPtrArray *states, const SimulationPackage *wanted)
{
  const PackageState *state = find (states, wanted->name, wanted->version);

  if (state == NULL)
    g_string_append_printf (out, "; %s is not installed", wanted->name);
  else if (!state->installed)
    g_string_append_printf (out, "; %s %s", wanted->name, state->fault);
  else if (strcmp (state->version, wanted->version) != 0)
    g_string_append_printf (out, "; %s is %s, %s was planned", wanted->name, state->version, wanted->version);
}

static gboolean
comes (const Simulation *plan, const char *name)
{
  for (guint i = 0; i < plan->install->len; i++) {
    if (strcmp (((SimulationPackage *) g_ptr_array_index (plan->install, i))->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

char *
package_state_compare (GPtrArray *states, const Simulation *plan)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < plan->install->len; i++)
    compare_one (out, states, g_ptr_array_index (plan->install, i));
  for (guint i = 0; i < plan->remove->len; i++) {
    const SimulationPackage *gone = g_ptr_array_index (plan->remove, i);
    const PackageState *state = find (states, gone->name, gone->version);

    if (state != NULL && state->installed && (strcmp (state->version, gone->version) == 0 || !comes (plan, gone->name)))
      g_string_append_printf (out, "; %s is still installed", gone->name);
  }
  if (out->len == 0) {
    g_string_free (out, TRUE);
    return NULL;
  }
  g_string_erase (out, 0, 2);
  return g_string_free (out, FALSE);
}
