/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prepared-set.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "# What slipway fetched ahead on this server; sha256sum -c reads it."
#define MADE "# made "
#define PLAN "# plan "
#define REMOVE "# remove "
#define DIGEST_LENGTH 64
#define NAMED_MOST 5 /* packages, in a text for people */

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char **
dup_sorted (const char *const *words)
{
  char **copy = g_strdupv ((char **) words);

  qsort (copy, g_strv_length (copy), sizeof *copy, compare);
  return copy;
}

PreparedSet *
prepared_set_new (gint64 made, const char *const *plan, const char *const *remove, const char *const *files)
{
  PreparedSet *self = g_new0 (PreparedSet, 1);

  self->made = made;
  self->plan = dup_sorted (plan);
  self->remove = dup_sorted (remove);
  self->files = dup_sorted (files);
  return self;
}

static void
read_line (const char *line, gint64 *made, GPtrArray *plan, GPtrArray *remove, GPtrArray *files)
{
  gsize digest = strspn (line, "0123456789abcdef");

  if (g_str_has_prefix (line, MADE))
    *made = g_ascii_strtoll (line + strlen (MADE), NULL, 10);
  else if (g_str_has_prefix (line, PLAN))
    g_ptr_array_add (plan, g_strdup (line + strlen (PLAN)));
  else if (g_str_has_prefix (line, REMOVE))
    g_ptr_array_add (remove, g_strdup (line + strlen (REMOVE)));
  else if (digest == DIGEST_LENGTH && g_str_has_prefix (line + digest, "  /"))
    g_ptr_array_add (files, g_strdup_printf ("%.*s=%s", DIGEST_LENGTH, line, line + digest + 2));
}

PreparedSet *
prepared_set_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) plan = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) remove = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  gint64 made = 0;

  if (g_strcmp0 (lines[0], FIRST_LINE) != 0)
    return NULL;
  for (guint i = 1; lines[i] != NULL; i++)
    read_line (lines[i], &made, plan, remove, files);
  g_ptr_array_add (plan, NULL);
  g_ptr_array_add (remove, NULL);
  g_ptr_array_add (files, NULL);
  if (made <= 0)
    return NULL;
  return prepared_set_new (made, (const char *const *) plan->pdata, (const char *const *) remove->pdata,
                           (const char *const *) files->pdata);
}

char *
prepared_set_format (const PreparedSet *self)
{
  GString *text = g_string_new (FIRST_LINE "\n");

  g_string_append_printf (text, MADE "%" G_GINT64_FORMAT "\n", self->made);
  for (guint i = 0; self->plan[i] != NULL; i++)
    g_string_append_printf (text, PLAN "%s\n", self->plan[i]);
  for (guint i = 0; self->remove[i] != NULL; i++)
    g_string_append_printf (text, REMOVE "%s\n", self->remove[i]);
  for (guint i = 0; self->files[i] != NULL; i++) {
    const char *path = strchr (self->files[i], '=');

    if (path != NULL)
      g_string_append_printf (text, "%.*s  %s\n", (int) (path - self->files[i]), self->files[i], path + 1);
  }
  return g_string_free (text, FALSE);
}

static gboolean
same_packages (const PreparedSet *self, const PreparedSet *other)
{
  return g_strv_equal ((const char *const *) self->plan, (const char *const *) other->plan)
         && g_strv_equal ((const char *const *) self->remove, (const char *const *) other->remove);
}

gboolean
prepared_set_equal (const PreparedSet *self, const PreparedSet *other)
{
  return same_packages (self, other)
         && g_strv_equal ((const char *const *) self->files, (const char *const *) other->files);
}

static void
name_missing (GString *out, char **of, char **in, const char *what)
{
  guint count = 0;

  for (guint i = 0; of[i] != NULL; i++) {
    if (g_strv_contains ((const char *const *) in, of[i]))
      continue;
    count++;
    if (count <= NAMED_MOST)
      g_string_append_printf (out, "%s%s", count == 1 ? (out->len > 0 ? "; " : "") : ", ", of[i]);
  }
  if (count > NAMED_MOST)
    g_string_append_printf (out, " and %u more", count - NAMED_MOST);
  if (count > 0)
    g_string_append (out, what);
}

char *
prepared_set_describe_difference (const PreparedSet *self, const PreparedSet *wanted)
{
  GString *out;

  if (same_packages (self, wanted))
    return NULL;
  out = g_string_new (NULL);
  name_missing (out, wanted->plan, self->plan, " would come and had not been prepared");
  name_missing (out, self->plan, wanted->plan, " had been prepared and would not come");
  name_missing (out, wanted->remove, self->remove, " would go");
  name_missing (out, self->remove, wanted->remove, " would stay");
  return g_string_free (out, FALSE);
}

gint64
prepared_set_count_days (const PreparedSet *self, const PreparedSet *wanted)
{
  return (wanted->made - self->made) / (24 * 60 * 60);
}

void
prepared_set_free (PreparedSet *self)
{
  g_strfreev (self->plan);
  g_strfreev (self->remove);
  g_strfreev (self->files);
  g_free (self);
}
