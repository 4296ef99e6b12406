/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-key-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

gboolean
slw_key_file_set_error (GError **error, const char *name, const char *group, const char *key, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (group == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", name, text);
  else if (key == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: [%s]: %s", name, group, text);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: [%s] %s: %s", name, group, key, text);
  return FALSE;
}

static gboolean
check_file (int fd, const char *path, gsize *size, GError **error)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    return slw_key_file_set_error (error, path, NULL, NULL, "%s", g_strerror (errno));
  if (!S_ISREG (st.st_mode))
    return slw_key_file_set_error (error, path, NULL, NULL, "is no file");
  if (st.st_mode & S_IWOTH)
    return slw_key_file_set_error (error, path, NULL, NULL,
                                   "everybody on this machine can write it; type: chmod o-w %s", path);
  if (st.st_size > SLW_KEY_FILE_LIMIT)
    return slw_key_file_set_error (error, path, NULL, NULL, "has %" G_GINT64_FORMAT " bytes, at most 1 MiB is read",
                                   (gint64) st.st_size);
  *size = (gsize) st.st_size;
  return TRUE;
}

char *
slw_key_file_read (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  gsize size = 0, done = 0;
  gssize n = 1;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd < 0) {
    slw_key_file_set_error (error, path, NULL, NULL, "%s", g_strerror (errno));
    return NULL;
  }
  if (!check_file (fd, path, &size, error)) {
    g_close (fd, NULL);
    return NULL;
  }
  text = g_malloc (size + 1);
  while (done < size && n > 0) {
    n = read (fd, text + done, size - done);
    done += n > 0 ? (gsize) n : 0;
  }
  g_close (fd, NULL);
  if (n < 0) {
    slw_key_file_set_error (error, path, NULL, NULL, "cannot be read");
    return NULL;
  }
  text[done] = '\0';
  *length = done;
  return g_steal_pointer (&text);
}

/* One line, for duplicates only; GKeyFile reads the values. @group is the group that the line belongs to. */
static gboolean
scan_line (char *line, guint number, const char *name, char **group, GHashTable *seen, GError **error)
{
  char *end;
  char *id;

  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return TRUE;
  if (*line == '[') {
    end = strchr (line, ']');
    if (end == NULL || end[1] != '\0' || end == line + 1)
      return slw_key_file_set_error (error, name, NULL, NULL, "line %u: a group is [name] on a line of its own",
                                     number);
    g_free (*group);
    *group = g_strndup (line + 1, (gsize) (end - line - 1));
    id = g_strdup (*group);
    if (!g_hash_table_add (seen, id))
      return slw_key_file_set_error (error, name, *group, NULL, "line %u: the group stands here a second time", number);
    return TRUE;
  }
  end = strchr (line, '=');
  if (end == NULL || end == line)
    return slw_key_file_set_error (error, name, NULL, NULL, "line %u is no [group], key = value or # comment", number);
  if (*group == NULL)
    return slw_key_file_set_error (error, name, NULL, NULL, "line %u: a key before the first [group]", number);
  *end = '\0';
  g_strchomp (line);
  id = g_strdup_printf ("%s\n%s", *group, line);
  if (!g_hash_table_add (seen, id))
    return slw_key_file_set_error (error, name, *group, line, "line %u: the key stands here a second time", number);
  return TRUE;
}

static gboolean
scan (const char *text, const char *name, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* Not g_strsplit(): with AddressSanitizer its time grows with the square of the lines. */
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  g_autofree char *group = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (!scan_line (lines[i], i + 1, name, &group, seen, error))
      return FALSE;
  return TRUE;
}

static guint
line_at (const char *text, const char *position)
{
  guint line = 1;

  for (; text < position; text++)
    if (*text == '\n')
      line++;
  return line;
}

GKeyFile *
slw_key_file_parse (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autofree char *copy = NULL;
  const char *bad = NULL;

  if (length > SLW_KEY_FILE_LIMIT) {
    slw_key_file_set_error (error, name, NULL, NULL, "has %" G_GSIZE_FORMAT " bytes, at most 1 MiB is read", length);
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, &bad)) {
    slw_key_file_set_error (error, name, NULL, NULL, "line %u is not UTF-8 text; save the file as UTF-8",
                            line_at (text, bad));
    return NULL;
  }
  /* g_key_file_load_from_data() reads up to a NUL where the length is 0. */
  copy = g_strndup (text, length);
  if (!scan (copy, name, error))
    return NULL;
  /* Without this flag a key like `address[fr]` would vanish without a word. */
  if (!g_key_file_load_from_data (file, copy, length, G_KEY_FILE_KEEP_TRANSLATIONS, &local)) {
    slw_key_file_set_error (error, name, NULL, NULL, "%s", local->message);
    return NULL;
  }
  return g_steal_pointer (&file);
}

static gboolean
is_known (const char *key, const char *const *known)
{
  for (guint i = 0; known[i] != NULL; i++) {
    gsize length = strlen (known[i]);

    if (known[i][length - 1] == '*' ? strncmp (key, known[i], length - 1) == 0 && key[length - 1] != '\0'
                                    : g_str_equal (key, known[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
refuse_key (const char *name, const char *group, const char *key, const char *const *known, GError **error)
{
  const char *closest = slw_text_closest (key, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);

  if (closest != NULL)
    return slw_key_file_set_error (error, name, group, key, "unknown key, did you mean %s?", closest);
  return slw_key_file_set_error (error, name, group, key, "unknown key; there are %s", all);
}

gboolean
slw_key_file_check_keys (GKeyFile *file, const char *name, const char *group, const char *const *known, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_autofree char *value = g_key_file_get_value (file, group, keys[i], NULL);

    if (!is_known (keys[i], known))
      return refuse_key (name, group, keys[i], known, error);
    if (value == NULL || *value == '\0')
      return slw_key_file_set_error (error, name, group, keys[i], "has no value; give it one or leave the line out");
  }
  return TRUE;
}

gboolean
slw_key_file_dup_value (
    GKeyFile *file, const char *name, const char *group, const char *key, char **value, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = g_key_file_get_string (file, group, key, &local);

  *value = NULL;
  if (g_error_matches (local, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND)
      || g_error_matches (local, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND))
    return TRUE;
  /* GKeyFile gives an error and the text for an escape that it does not know. */
  if (local != NULL)
    return slw_key_file_set_error (error, name, group, key, "a backslash is written \\\\");
  g_strchomp (text);
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\n' && *c != '\t')
      return slw_key_file_set_error (error, name, group, key, "has a control character (0x%02x)", (guchar) *c);
  *value = g_steal_pointer (&text);
  return TRUE;
}

char **
slw_key_file_split (const char *value)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit_set (value != NULL ? value : "", " ,;\t\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

char *
slw_key_file_resolve_path (const char *path, const char *folder)
{
  if (g_str_has_prefix (path, "~/"))
    return g_canonicalize_filename (path + 2, g_get_home_dir ());
  return g_canonicalize_filename (path, folder);
}
