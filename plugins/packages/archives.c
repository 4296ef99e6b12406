/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archives.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define DIGEST_LENGTH 64

SlwAction *
archives_new_action (const PackagesFamily *family, const Simulation *plan)
{
  g_autofree char *install = simulation_format_install (plan);
  g_auto (GStrv) words = g_strsplit (install, " ", -1);
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, "compare what was fetched with the index",
                                             family->archives_script, (const char *const *) words);

  slw_action_set_timeout (action, 900);
  return action;
}

SlwAction *
archives_new_removal (const Archives *self)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (char *) "rm");
  g_ptr_array_add (argv, (char *) "-f");
  g_ptr_array_add (argv, (char *) "--");
  for (guint i = 0; i < self->damaged->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (self->damaged, i));
  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (SLW_EFFECT_CACHE, "remove damaged packages", (const char *const *) argv->pdata);
}

static gboolean
is_below (const char *folder, const char *path)
{
  gsize length = folder != NULL ? strlen (folder) : 0;

  return length > 0 && g_str_has_prefix (path, folder) && path[length] == '/' && path[length + 1] != '\0';
}

/* Paths are used in commands: nothing else than a file of the cache, or of a bundle, is believed. */
static gboolean
is_archive (const PackagesFamily *family, const char *path)
{
  return (is_below (family->archives, path) || is_below (family->bundle_archives, path)) && strstr (path, "/.") == NULL
         && strpbrk (path, " \t\r=") == NULL && g_str_is_ascii (path);
}

static gboolean
read_line (const PackagesFamily *family, Archives *self, const char *line)
{
  const char *text = line + 2;
  const char *space = strchr (text, ' ');

  if (*line == 'M') {
    g_ptr_array_add (self->missing, slw_text_escape (text, -1));
    return TRUE;
  }
  if (*line == 'B' && is_archive (family, text)) {
    g_ptr_array_add (self->damaged, g_strdup (text));
    return TRUE;
  }
  if ((*line != 'F' && *line != 'W') || space == NULL || space - text != DIGEST_LENGTH
      || strspn (text, "0123456789abcdef") != DIGEST_LENGTH || !is_archive (family, space + 1))
    return FALSE;
  g_ptr_array_add (*line == 'F' ? self->files : self->wanted,
                   g_strdup_printf ("%.*s=%s", DIGEST_LENGTH, text, space + 1));
  return TRUE;
}

Archives *
archives_parse (const PackagesFamily *family, const char *text, GError **error)
{
  g_autoptr (Archives) self = g_new0 (Archives, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *safe = NULL;

  self->files = g_ptr_array_new_with_free_func (g_free);
  self->damaged = g_ptr_array_new_with_free_func (g_free);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (strcmp (lines[i], "X end 0") == 0)
      return g_steal_pointer (&self);
    if (strlen (lines[i]) > 2 && lines[i][1] == ' ' && read_line (family, self, lines[i]))
      continue;
    safe = slw_text_escape (lines[i], (gssize) MIN (strlen (lines[i]), 100));
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about fetched packages makes no sense: %s", safe);
    return NULL;
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about fetched packages is cut off");
  return NULL;
}

char *
archives_format_files (const Archives *self, GError **error)
{
  const GPtrArray *bad = self->damaged->len > 0 ? self->damaged : self->missing;
  g_autoptr (GString) text = g_string_new (NULL);

  if (bad->len > 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "%u packages are not what the repository's index says, the first is %s", bad->len,
                 (const char *) g_ptr_array_index (bad, 0));
    return NULL;
  }
  for (guint i = 0; i < self->files->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (self->files, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
archives_free (Archives *self)
{
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->damaged, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_free (self);
}
