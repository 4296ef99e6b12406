/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-simulation.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

/* Takes the word after @open up to @close or a space from *@at, which moves behind it. */
static char *
take_word (const char **at, char open, char close)
{
  const char ends[] = { ' ', close, '\0' };
  const char *p = *at + strspn (*at, " ");
  gsize length;

  if (open != '\0') {
    if (*p != open)
      return NULL;
    p++;
  }
  length = strcspn (p, ends);
  *at = p + length + (p[length] == close && close != '\0');
  return g_strndup (p, length);
}

/* "Inst name [old] (new origin [arch]) …", "Remv name [old] …" */
static SimulationPackage *
parse_line (const char *line, gboolean removal)
{
  SimulationPackage *package = g_new0 (SimulationPackage, 1);
  const char *at = line;

  package->name = take_word (&at, '\0', '\0');
  package->old_version = take_word (&at, '[', ']');
  package->version = removal ? g_strdup (package->old_version) : take_word (&at, '(', ')');
  return package;
}

static void
set_nonsense (const char *line, GError **error)
{
  g_autofree char *safe = slw_text_escape (line, MIN (strlen (line), 200));

  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer of apt-get is not understood: %s", safe);
}

Simulation *
apt_simulation_parse (const char *text, GError **error)
{
  g_autoptr (Simulation) self = simulation_new ();
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean removal = g_str_has_prefix (lines[i], "Remv ") || g_str_has_prefix (lines[i], "Purg ");

    if (!removal && !g_str_has_prefix (lines[i], "Inst "))
      continue;
    if (!simulation_add (removal ? self->remove : self->install, parse_line (lines[i] + 5, removal))) {
      set_nonsense (lines[i], error);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/* A deb's file name is name_version_arch.deb, its version without epoch, and with %3a for a colon. */
gboolean
apt_simulation_is_file_of (const SimulationPackage *package, const char *file)
{
  gsize name = strcspn (package->name, ":");
  const char *version = strchr (package->version, ':');

  version = version != NULL ? version + 1 : package->version;
  if (strncmp (file, package->name, name) != 0 || file[name] != '_')
    return FALSE;
  file += name + 1;
  return g_str_has_prefix (file, version) || g_str_has_prefix (file, package->version);
}
