/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-facts-private.h"

#include <string.h>

#include <slipway/slw-error.h>

/* A server with a thousand locales or mounts of containers is real; more is an attack on our memory. */
#define LINES_LIMIT 8192
#define VALUES_LIMIT 2048
#define NAME_LIMIT 64
#define VALUE_LIMIT 1024

struct _SlwFacts {
  gatomicrefcount refs;
  GHashTable *values; /* name -> GPtrArray of char*, ends with NULL */
};

G_DEFINE_BOXED_TYPE (SlwFacts, slw_facts, slw_facts_ref, slw_facts_unref)

static const char script[] =
#include "slw-facts.sh.h"
    ;

const char *
slw_facts_script (void)
{
  return script;
}

static gboolean
refuse (GError **error, const char *what, guint line)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "the answer about the server's facts is not to be trusted: line %u %s", line, what);
  return FALSE;
}

static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= NAME_LIMIT && g_ascii_islower (*name)
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == length;
}

static gboolean
is_value (const char *value)
{
  if (strlen (value) > VALUE_LIMIT)
    return FALSE;
  for (; *value != '\0'; value = g_utf8_next_char (value)) {
    gunichar c = g_utf8_get_char (value);

    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || g_unichar_type (c) == G_UNICODE_FORMAT)
      return FALSE;
  }
  return TRUE;
}

static gboolean
parse_line (SlwFacts *self, char *line, guint number, GError **error)
{
  char *value = strchr (line, '=');
  GPtrArray *values;

  if (value == NULL)
    return refuse (error, "is no name=value", number);
  *value++ = '\0';
  if (!is_name (line))
    return refuse (error, "has a name that no fact has", number);
  if (!is_value (value))
    return refuse (error, "has a value that is too long or has control characters", number);
  values = g_hash_table_lookup (self->values, line);
  if (values == NULL) {
    values = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (values, NULL);
    g_hash_table_insert (self->values, g_strdup (line), values);
  }
  if (values->len > VALUES_LIMIT)
    return refuse (error, "repeats a name too often", number);
  g_ptr_array_insert (values, (int) values->len - 1, g_strdup (value));
  return TRUE;
}

static gboolean
parse_lines (SlwFacts *self, char **lines, GError **error)
{
  guint i = 0;

  while (lines[i] != NULL && !g_str_equal (lines[i], SLW_FACTS_BEGIN))
    i++;
  if (lines[i] == NULL)
    return refuse (error, "is the last, and none begins the facts", i);
  for (i++; lines[i] != NULL && !g_str_equal (lines[i], SLW_FACTS_END); i++) {
    if (*lines[i] == '\0' && lines[i + 1] == NULL)
      break;
    if (i > LINES_LIMIT)
      return refuse (error, "is one too many", i);
    if (!parse_line (self, lines[i], i + 1, error))
      return FALSE;
  }
  if (lines[i] == NULL || *lines[i] == '\0')
    return refuse (error, "is the last, and none ends the facts: they are cut off", i);
  if (lines[i + 1] != NULL && (*lines[i + 1] != '\0' || lines[i + 2] != NULL))
    return refuse (error, "comes after the end", i + 2);
  return TRUE;
}

SlwFacts *
slw_facts_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SlwFacts) self = NULL;
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (length > SLW_FACTS_LIMIT) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "the answer about the server's facts has %" G_GSIZE_FORMAT " bytes, at most %d are taken", length,
                 SLW_FACTS_LIMIT);
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, NULL)) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about the server's facts is no text");
    return NULL;
  }
  copy = g_strndup (text, length);
  /* Not g_strsplit(): with AddressSanitizer its time grows with the square of the lines. */
  lines = g_strsplit_set (copy, "\n", -1);
  self = g_new0 (SlwFacts, 1);
  g_atomic_ref_count_init (&self->refs);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return parse_lines (self, lines, error) ? g_steal_pointer (&self) : NULL;
}

SlwFacts *
slw_facts_ref (SlwFacts *facts)
{
  g_atomic_ref_count_inc (&facts->refs);
  return facts;
}

void
slw_facts_unref (SlwFacts *facts)
{
  if (!g_atomic_ref_count_dec (&facts->refs))
    return;
  g_hash_table_unref (facts->values);
  g_free (facts);
}

const char *
slw_facts_get (const SlwFacts *facts, const char *name)
{
  return slw_facts_get_all (facts, name)[0];
}

const char *const *
slw_facts_get_all (const SlwFacts *facts, const char *name)
{
  static const char *const none[] = { NULL };
  const GPtrArray *values;

  g_return_val_if_fail (facts != NULL && name != NULL, none);

  values = g_hash_table_lookup (facts->values, name);
  return values != NULL ? (const char *const *) values->pdata : none;
}

gint64
slw_facts_get_number (const SlwFacts *facts, const char *name, gint64 fallback)
{
  const char *value = slw_facts_get (facts, name);
  gint64 number;

  if (value == NULL || !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return fallback;
  return number;
}

static gboolean
holds (const char *mount, gsize length, const char *path)
{
  if (length == 1 && *mount == '/')
    return *path == '/';
  return strncmp (mount, path, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* The mount point may have spaces, so the numbers are taken from the end. */
static gboolean
split_mount (const char *value, gsize *length, gint64 *free_mib)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  guint n = g_strv_length (words);

  if (n < 3 || !g_ascii_string_to_signed (words[n - 2], 10, 0, G_MAXINT64, free_mib, NULL))
    return FALSE;
  *length = strlen (value) - strlen (words[n - 1]) - strlen (words[n - 2]) - 2;
  return TRUE;
}

gint64
slw_facts_get_free_mib (const SlwFacts *facts, const char *path)
{
  const char *const *mounts = slw_facts_get_all (facts, "mount");
  gsize best = 0;
  gint64 answer = -1;

  g_return_val_if_fail (path != NULL, -1);

  for (guint i = 0; mounts[i] != NULL; i++) {
    gsize length;
    gint64 free_mib;

    /* The later of two mounts on one point hides the earlier. */
    if (!split_mount (mounts[i], &length, &free_mib) || length < best || !holds (mounts[i], length, path))
      continue;
    best = length;
    answer = free_mib;
  }
  return answer;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
slw_facts_get_names (const SlwFacts *facts)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_return_val_if_fail (facts != NULL, names);

  g_hash_table_iter_init (&iter, facts->values);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}
