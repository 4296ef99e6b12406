/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "probe.h"

#include <string.h>

static const char probe_script[] =
#include "probe.sh.inc"
    ;

void
probe_free (Probe *self)
{
  g_free (self->container);
  g_clear_pointer (&self->listeners, g_hash_table_unref);
  g_clear_pointer (&self->release, release_change_free);
  g_free (self);
}

SlwAction *
probe_new_action (void)
{
  return slw_action_new_script (SLW_EFFECT_READ, "look at what is there", probe_script, NULL);
}

static void
read_listener (Probe *self, const char *value)
{
  const char *space = strchr (value, ' ');

  if (space != NULL)
    g_hash_table_insert (self->listeners, g_strndup (value, space - value), slw_text_escape (space + 1, -1));
}

static void
read_value (Probe *self, const char *name, const char *value)
{
  if (strcmp (name, "installed") == 0)
    self->installed = TRUE;
  else if (strcmp (name, "firewalld") == 0)
    self->firewalld = TRUE;
  else if (strcmp (name, "time") == 0)
    g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, &self->time, NULL);
  else if (strcmp (name, "listener") == 0)
    read_listener (self, value);
  else if (strcmp (name, "container") == 0 && self->container == NULL)
    self->container = slw_text_escape (value, -1);
  else
    release_change_read (self->release, name, value);
}

Probe *
probe_parse (const char *text, GError **error)
{
  g_autoptr (Probe) self = g_new0 (Probe, 1);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  gboolean complete = FALSE;

  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->release = release_change_new ();
  for (guint i = 0; lines[i] != NULL; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    complete = complete || strcmp (lines[i], "end") == 0;
    read_value (self, lines[i], space + 1);
  }
  release_change_end (self->release);
  if (complete)
    return g_steal_pointer (&self);
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about what is there is cut off");
  return NULL;
}

const char *
probe_find_listener (const Probe *self, const char *port)
{
  return g_hash_table_lookup (self->listeners, port);
}
