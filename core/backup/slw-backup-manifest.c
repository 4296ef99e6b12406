/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-manifest.h"

#include <slipway/slw-error.h>

#include <string.h>

#define FORMAT "slipway-backup 1"
#define FIELDS 12 /* and one more for what has attributes */
#define PATH_LENGTH_MAX 4096
#define DIGEST_LENGTH 64

void
slw_backup_entry_free (SlwBackupEntry *entry)
{
  g_free (entry->user);
  g_free (entry->group);
  g_free (entry->digest);
  g_free (entry->path);
  g_free (entry->target);
  g_free (entry->attributes);
  g_free (entry);
}

gboolean
slw_backup_entry_has_content (const SlwBackupEntry *entry)
{
  return entry->type == 'f' || entry->type == 's';
}

SlwBackupManifest *
slw_backup_manifest_new (const char *id, const char *run, const char *server, gint64 time)
{
  SlwBackupManifest *self = g_new0 (SlwBackupManifest, 1);

  self->id = g_strdup (id);
  self->run = g_strdup (run);
  self->server = g_strdup (server);
  self->time = time;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_backup_entry_free);
  return self;
}

void
slw_backup_manifest_free (SlwBackupManifest *manifest)
{
  g_free (manifest->id);
  g_free (manifest->run);
  g_free (manifest->server);
  g_ptr_array_unref (manifest->entries);
  g_free (manifest);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SlwBackupEntry *const *) a)->path, (*(SlwBackupEntry *const *) b)->path);
}

void
slw_backup_manifest_sort (SlwBackupManifest *manifest)
{
  GPtrArray *all = manifest->entries;

  /* stable, so that the last one added is the last of its path */
  g_ptr_array_sort (all, compare_entries);
  for (guint i = all->len; i > 1; i--) {
    if (compare_entries (&all->pdata[i - 2], &all->pdata[i - 1]) == 0)
      g_ptr_array_remove_index (all, i - 2);
  }
}

const SlwBackupEntry *
slw_backup_manifest_find (const SlwBackupManifest *manifest, const char *path)
{
  guint low = 0;
  guint high = manifest->entries->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const SlwBackupEntry *entry = g_ptr_array_index (manifest->entries, middle);
    int order = strcmp (path, entry->path);

    if (order == 0)
      return entry;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

guint64
slw_backup_manifest_get_bytes (const SlwBackupManifest *manifest)
{
  guint64 sum = 0;

  for (guint i = 0; i < manifest->entries->len; i++)
    sum += ((SlwBackupEntry *) g_ptr_array_index (manifest->entries, i))->size;
  return sum;
}

/* Words */

char *
slw_backup_escape (const char *text)
{
  GString *word = g_string_new (NULL);

  if (text == NULL || *text == '\0')
    g_string_append_c (word, '-');
  else if (g_str_equal (text, "-"))
    g_string_append (word, "%2D");
  else
    for (const guchar *c = (const guchar *) text; *c != '\0'; c++) {
      if (*c <= ' ' || *c >= 0x7f || *c == '%')
        g_string_append_printf (word, "%%%02X", *c);
      else
        g_string_append_c (word, *c);
    }
  return g_string_free (word, FALSE);
}

char *
slw_backup_unescape (const char *word)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (*word == '\0')
    return NULL;
  if (g_str_equal (word, "-"))
    return g_strdup ("");
  for (const char *c = word; *c != '\0'; c++) {
    if (*c <= ' ' || *c >= 0x7f)
      return NULL;
    if (*c != '%') {
      g_string_append_c (text, *c);
      continue;
    }
    if (!g_ascii_isxdigit (c[1]) || !g_ascii_isxdigit (c[2]) || (c[1] == '0' && c[2] == '0'))
      return NULL;
    g_string_append_c (text, (char) (g_ascii_xdigit_value (c[1]) * 16 + g_ascii_xdigit_value (c[2])));
    c += 2;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
slw_backup_path_is_clean (const char *path)
{
  g_auto (GStrv) parts = NULL;

  if (*path != '/' || strlen (path) > PATH_LENGTH_MAX)
    return FALSE;
  parts = g_strsplit (path + 1, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  }
  return parts[0] != NULL;
}

/* Out */

static void
append_entry (GString *out, const SlwBackupEntry *entry)
{
  g_autofree char *user = slw_backup_escape (entry->user);
  g_autofree char *group = slw_backup_escape (entry->group);
  g_autofree char *path = slw_backup_escape (entry->path);
  g_autofree char *target = slw_backup_escape (entry->target);

  g_string_append_printf (out,
                          "%c %s %04o %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s %s %" G_GINT64_FORMAT
                          " %" G_GUINT64_FORMAT " %s %s %s",
                          entry->type, entry->secret ? "secret" : "plain", entry->mode, entry->uid, entry->gid, user,
                          group, entry->mtime, entry->size, entry->digest != NULL ? entry->digest : "-", path, target);
  if (entry->attributes != NULL) {
    g_autofree char *attributes = slw_backup_escape (entry->attributes);

    g_string_append_printf (out, " %s", attributes);
  }
  g_string_append_c (out, '\n');
}

char *
slw_backup_manifest_to_text (const SlwBackupManifest *manifest)
{
  GString *out = g_string_new (FORMAT "\n");
  g_autofree char *run = slw_backup_escape (manifest->run);
  g_autofree char *server = slw_backup_escape (manifest->server);

  g_string_append_printf (out, "id %s\nrun %s\nserver %s\ntime %" G_GINT64_FORMAT "\n", manifest->id, run, server,
                          manifest->time);
  for (guint i = 0; i < manifest->entries->len; i++)
    append_entry (out, g_ptr_array_index (manifest->entries, i));
  g_string_append_printf (out, "end %u\n", manifest->entries->len);
  return g_string_free (out, FALSE);
}

/* In */

static gboolean
refuse (GError **error, guint line, const char *what)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u of the manifest: %s", line, what);
  return FALSE;
}

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LENGTH && strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

static gboolean
read_mode (const char *text, guint *mode)
{
  guint64 number = 0;

  if (strlen (text) != 4 || strspn (text, "01234567") != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    number = number * 8 + (guint64) (text[i] - '0');
  *mode = (guint) number;
  return TRUE;
}

static gboolean
read_numbers (SlwBackupEntry *entry, char **fields)
{
  return read_mode (fields[2], &entry->mode)
         && g_ascii_string_to_unsigned (fields[3], 10, 0, G_MAXUINT32, &entry->uid, NULL)
         && g_ascii_string_to_unsigned (fields[4], 10, 0, G_MAXUINT32, &entry->gid, NULL)
         && g_ascii_string_to_signed (fields[7], 10, G_MININT64, G_MAXINT64, &entry->mtime, NULL)
         && g_ascii_string_to_unsigned (fields[8], 10, 0, G_MAXINT64, &entry->size, NULL);
}

static gboolean
read_attributes (SlwBackupEntry *entry, const char *word)
{
  g_auto (GStrv) lines = NULL;
  guint last;

  if (word == NULL)
    return TRUE;
  entry->attributes = slw_backup_unescape (word);
  if (entry->attributes == NULL || !g_str_has_suffix (entry->attributes, "\n"))
    return FALSE;
  lines = g_strsplit (entry->attributes, "\n", -1);
  last = g_strv_length (lines) - 1;
  for (guint i = 0; i < last; i++) {
    if (!g_str_has_prefix (lines[i], "acl ") && !g_str_has_prefix (lines[i], "default ")
        && !g_str_has_prefix (lines[i], "xattr "))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_words (SlwBackupEntry *entry, char **fields)
{
  entry->user = slw_backup_unescape (fields[5]);
  entry->group = slw_backup_unescape (fields[6]);
  entry->path = slw_backup_unescape (fields[10]);
  entry->target = slw_backup_unescape (fields[11]);
  return read_attributes (entry, fields[FIELDS]) && entry->user != NULL && entry->group != NULL && entry->path != NULL
         && entry->target != NULL;
}

static SlwBackupEntry *
parse_entry (const char *line, guint number, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (line, " ", FIELDS + 2);
  g_autoptr (SlwBackupEntry) entry = g_new0 (SlwBackupEntry, 1);

  if (g_strv_length (fields) < FIELDS || g_strv_length (fields) > FIELDS + 1 || strlen (fields[0]) != 1
      || strchr ("fdls", *fields[0]) == NULL) {
    refuse (error, number, "is no entry");
    return NULL;
  }
  entry->type = *fields[0];
  entry->secret = g_str_equal (fields[1], "secret");
  if ((!entry->secret && !g_str_equal (fields[1], "plain")) || !read_numbers (entry, fields)) {
    refuse (error, number, "has a field that cannot be");
    return NULL;
  }
  if (!read_words (entry, fields) || !slw_backup_path_is_clean (entry->path)) {
    refuse (error, number, "has a path that cannot be");
    return NULL;
  }
  if (slw_backup_entry_has_content (entry) != is_digest (fields[9])
      || (entry->type == 'l') != (*entry->target != '\0')) {
    refuse (error, number, "has a content or a target that its type has not, or lacks it");
    return NULL;
  }
  if (slw_backup_entry_has_content (entry))
    entry->digest = g_strdup (fields[9]);
  if (entry->type != 'l')
    g_clear_pointer (&entry->target, g_free);
  return g_steal_pointer (&entry);
}

static char *
read_header (const char *line, const char *name)
{
  gsize length = strlen (name);

  if (line == NULL || strncmp (line, name, length) != 0 || line[length] != ' ')
    return NULL;
  return slw_backup_unescape (line + length + 1);
}

static gboolean
read_headers (SlwBackupManifest *self, char **lines, GError **error)
{
  g_autofree char *time = NULL;

  if (g_strv_length (lines) < 6 || !g_str_equal (lines[0], FORMAT))
    return refuse (error, 1, "is not “" FORMAT "”");
  self->id = read_header (lines[1], "id");
  self->run = read_header (lines[2], "run");
  self->server = read_header (lines[3], "server");
  time = read_header (lines[4], "time");
  if (self->id == NULL || self->run == NULL || self->server == NULL || time == NULL
      || !g_ascii_string_to_signed (time, 10, 0, G_MAXINT64, &self->time, NULL))
    return refuse (error, 2, "is not followed by id, run, server and time");
  return TRUE;
}

static gboolean
read_entries (SlwBackupManifest *self, char **lines, GError **error)
{
  g_autofree char *end = NULL;
  guint i;

  for (i = 5; lines[i] != NULL && !g_str_has_prefix (lines[i], "end "); i++) {
    SlwBackupEntry *entry = parse_entry (lines[i], i + 1, error);

    if (entry == NULL)
      return FALSE;
    g_ptr_array_add (self->entries, entry);
    if (self->entries->len > SLW_BACKUP_ENTRIES_MAX)
      return refuse (error, i + 1, "is one too many");
    if (self->entries->len > 1
        && compare_entries (&self->entries->pdata[self->entries->len - 2],
                            &self->entries->pdata[self->entries->len - 1])
               >= 0)
      return refuse (error, i + 1, "is out of order");
  }
  end = g_strdup_printf ("end %u", self->entries->len);
  if (g_strcmp0 (lines[i], end) != 0 || lines[i + 1] == NULL || *lines[i + 1] != '\0' || lines[i + 2] != NULL)
    return refuse (error, i + 1, "is not its end; it is cut off");
  return TRUE;
}

SlwBackupManifest *
slw_backup_manifest_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SlwBackupManifest) self = slw_backup_manifest_new (NULL, NULL, NULL, 0);
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = NULL;

  if (strlen (copy) != length) {
    refuse (error, 1, "there is a NUL in it");
    return NULL;
  }
  lines = g_strsplit (copy, "\n", -1);
  return read_headers (self, lines, error) && read_entries (self, lines, error) ? g_steal_pointer (&self) : NULL;
}
