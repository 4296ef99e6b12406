/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "spool.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define DIGEST_LENGTH 64

static const char spool_script[] =
#include "spool.sh.inc"
    ;

void
spool_free (Spool *self)
{
  g_clear_pointer (&self->sizes, g_hash_table_unref);
  g_free (self);
}

static gboolean
is_digest (const char *text, gsize length)
{
  return length == DIGEST_LENGTH && strspn (text, "0123456789abcdef") >= DIGEST_LENGTH;
}

static gboolean
read_line (Spool *self, const char *line)
{
  const char *space = strchr (line + 2, ' ');
  guint64 number = 0;

  if (*line == 'S')
    return g_ascii_string_to_unsigned (line + 2, 10, 0, G_MAXINT64, &self->space, NULL);
  if (*line == 'B' && is_digest (line + 2, strlen (line + 2))) {
    self->refused++;
    return TRUE;
  }
  if (*line != 'D' || space == NULL || !is_digest (line + 2, space - line - 2)
      || !g_ascii_string_to_unsigned (space + 1, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  g_hash_table_replace (self->sizes, g_strndup (line + 2, DIGEST_LENGTH), g_memdup2 (&number, sizeof number));
  return TRUE;
}

Spool *
spool_parse (const char *text, GError **error)
{
  g_autoptr (Spool) self = g_new0 (Spool, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  self->sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *safe = NULL;

    if (strcmp (lines[i], "X end 0") == 0)
      return g_steal_pointer (&self);
    if (strlen (lines[i]) > 2 && lines[i][1] == ' ' && read_line (self, lines[i]))
      continue;
    safe = slw_text_escape (lines[i], MIN (strlen (lines[i]), 100));
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about packages that are passed on makes no sense: %s",
                 safe);
    return NULL;
  }
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about packages that are passed on is cut off");
  return NULL;
}

guint64
spool_sum (const Spool *self, GPtrArray *files)
{
  guint64 sum = 0;

  for (guint i = 0; i < files->len; i++) {
    const guint64 *size = g_hash_table_lookup (self->sizes, ((SpoolFile *) g_ptr_array_index (files, i))->digest);

    /* a server that lies about sizes gets no more than what is there */
    if (size != NULL)
      sum = *size > G_MAXINT64 - sum ? G_MAXINT64 : sum + *size;
  }
  return sum;
}

static void
file_free (gpointer data)
{
  SpoolFile *file = data;

  g_free (file->digest);
  g_free (file->path);
  g_free (file);
}

GPtrArray *
spool_read_files (const char *const *words)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);

  for (guint i = 0; words[i] != NULL; i++) {
    const char *equals = strchr (words[i], '=');
    SpoolFile *file;

    if (equals == NULL || !is_digest (words[i], equals - words[i]) || equals[1] != '/')
      continue;
    file = g_new0 (SpoolFile, 1);
    file->digest = g_strndup (words[i], equals - words[i]);
    file->path = g_strdup (equals + 1);
    g_ptr_array_add (files, file);
  }
  return files;
}

void
spool_set_lines (SlwAction *action, GPtrArray *files, gboolean paths)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;

  for (guint i = 0; i < files->len; i++) {
    const SpoolFile *file = g_ptr_array_index (files, i);

    g_string_append_printf (lines, "%s%s%s\n", file->digest, paths ? " " : "", paths ? file->path : "");
  }
  content = g_bytes_new (lines->str, lines->len);
  slw_action_set_stdin (action, content);
}

SlwAction *
spool_new_look (SlwEffect effect, const char *folder, GPtrArray *files)
{
  const char *const words[] = { folder, effect > SLW_EFFECT_READ ? "keep" : "look", NULL };
  SlwAction *action
      = slw_action_new_script (effect, "look at the packages that the controller has", spool_script, words);

  spool_set_lines (action, files, FALSE);
  slw_action_set_on_controller (action);
  slw_action_set_timeout (action, 1800);
  return action;
}
