/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts.h"

#include <string.h>

#define LETTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-+@"

static const char hosts_script[] =
#include "hosts.sh.inc"
    ;

SlwAction *
hosts_new_action (void)
{
  static const char *const arguments[] = { HOSTS_PATH, NULL };

  return slw_action_new_script (SLW_EFFECT_READ, "look at the web hosts", hosts_script, arguments);
}

/* The product takes care of these itself. */
static gboolean
is_own (const char *name)
{
  return g_str_has_prefix (name, "bm-client-access") || strcmp (name, "bm-webmail") == 0;
}

static gboolean
is_name (const char *text)
{
  return *text != '\0' && *text != '-' && *text != '.' && strspn (text, LETTERS) == strlen (text);
}

static gboolean
is_target (const char *text)
{
  return *text != '\0' && *text != '-' && strspn (text, LETTERS "/") == strlen (text);
}

static void
read_line (Hosts *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  GHashTable *table = *line == 'E' ? self->enabled : *line == 'R' ? self->remembered : NULL;

  if (table == NULL || g_strv_length (words) != 3 || strlen (words[0]) != 1 || !is_name (words[1])
      || !is_target (words[2]) || is_own (words[1]))
    return;
  g_hash_table_replace (table, g_strdup (words[1]), g_strdup (words[2]));
}

Hosts *
hosts_parse (const char *text, GError **error)
{
  g_autoptr (Hosts) self = g_new0 (Hosts, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  self->enabled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (strcmp (lines[i], "X end 0") == 0)
      return g_steal_pointer (&self);
    read_line (self, lines[i]);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about web hosts is cut off");
  return NULL;
}

static GList *
list_sorted (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);
}

char *
hosts_format_union (const Hosts *self)
{
  g_autoptr (GHashTable) all = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) names = NULL;
  GString *text;
  GHashTableIter iter;
  gpointer name;
  gpointer target;

  g_hash_table_iter_init (&iter, self->remembered);
  while (g_hash_table_iter_next (&iter, &name, &target))
    g_hash_table_insert (all, name, target);
  g_hash_table_iter_init (&iter, self->enabled);
  while (g_hash_table_iter_next (&iter, &name, &target))
    g_hash_table_replace (all, name, target);
  if (g_hash_table_size (all) == g_hash_table_size (self->remembered))
    return NULL;
  text = g_string_new (NULL);
  names = list_sorted (all);
  for (GList *each = names; each != NULL; each = each->next)
    g_string_append_printf (text, "%s %s\n", (char *) each->data, (char *) g_hash_table_lookup (all, each->data));
  return g_string_free (text, FALSE);
}

GPtrArray *
hosts_list_missing (const Hosts *self)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList) names = list_sorted (self->remembered);

  for (GList *each = names; each != NULL; each = each->next) {
    if (!g_hash_table_contains (self->enabled, each->data))
      g_ptr_array_add (missing, g_strdup (each->data));
  }
  return missing;
}

void
hosts_free (Hosts *self)
{
  g_clear_pointer (&self->enabled, g_hash_table_unref);
  g_clear_pointer (&self->remembered, g_hash_table_unref);
  g_free (self);
}
