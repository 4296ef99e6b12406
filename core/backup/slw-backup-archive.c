/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-archive.h"

#include <slipway/slw-error.h>

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (64 * 1024)
#define ATTRIBUTES_LIMIT (16 * 1024 * 1024) /* bytes, of all entries together */

typedef struct archive Reader;

static void
reader_free (Reader *reader)
{
  archive_read_free (reader);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

typedef struct {
  Reader *reader;
  guint64 left;     /* bytes */
  gsize attributes; /* bytes so far */
  GPtrArray *entries;
  GHashTable *by_path; /* path -> the last SlwBackupEntry with it */
  SlwBackupArchiveFunc open;
  gpointer user_data;
} Reading;

static gboolean
refuse (GError **error, const char *what, const char *detail)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the archive %s%s%s", what, detail != NULL ? ": " : "",
               detail != NULL ? detail : "");
  return FALSE;
}

/* `./etc/hosts`, `etc/bm/` and `/etc/bm` name what is meant. */
static char *
make_path (const char *name)
{
  g_autoptr (GString) path = g_string_new ("/");

  if (name == NULL)
    return NULL;
  if (g_str_has_prefix (name, "./"))
    name += 2;
  g_string_append (path, *name == '/' ? name + 1 : name);
  while (path->len > 1 && path->str[path->len - 1] == '/')
    g_string_truncate (path, path->len - 1);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static char
get_type (struct archive_entry *raw)
{
  if (archive_entry_hardlink (raw) != NULL)
    return 'f';
  switch (archive_entry_filetype (raw)) {
  case AE_IFREG:
    return 'f';
  case AE_IFDIR:
    return 'd';
  case AE_IFLNK:
    return 'l';
  default:
    return '\0';
  }
}

/* Attributes: what an owner and a mode do not say. Contexts of SELinux are not kept: its policy knows them. */

static gboolean
is_kept (const char *name)
{
  if (!g_str_has_prefix (name, "user.") && !g_str_equal (name, "security.capability"))
    return FALSE;
  for (const char *c = name; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c))
      return FALSE;
  }
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_xattrs (GString *out, struct archive_entry *raw)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  const void *value;
  size_t size;

  archive_entry_xattr_reset (raw);
  while (archive_entry_xattr_next (raw, &name, &value, &size) == ARCHIVE_OK) {
    g_autofree char *text = NULL;

    if (name == NULL || !is_kept (name))
      continue;
    text = g_base64_encode (size > 0 ? value : (const void *) "", size);
    g_ptr_array_add (lines, g_strdup_printf ("xattr %s 0s%s\n", name, text));
  }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (out, g_ptr_array_index (lines, i));
}

static void
append_acl (GString *out, struct archive_entry *raw, const char *word, int type)
{
  char *text;

  if (archive_entry_acl_count (raw, type) == 0)
    return;
  text = archive_entry_acl_to_text (raw, NULL, type | ARCHIVE_ENTRY_ACL_STYLE_SEPARATOR_COMMA);
  if (text != NULL)
    g_string_append_printf (out, "%s %s\n", word, text);
  /* style:blocked-function libarchive allocates for the C library's free () */
  free (text);
}

static char *
make_attributes (struct archive_entry *raw)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_acl (out, raw, "acl", ARCHIVE_ENTRY_ACL_TYPE_ACCESS);
  append_acl (out, raw, "default", ARCHIVE_ENTRY_ACL_TYPE_DEFAULT);
  append_xattrs (out, raw);
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* With a list, the bits of the group are its mask; the library puts those of the owning group there. */
static guint
get_mode (struct archive_entry *raw)
{
  guint mode = archive_entry_perm (raw) & 07777;
  int type;
  int permset;
  int tag;
  int id;
  const char *name;

  if (archive_entry_acl_reset (raw, ARCHIVE_ENTRY_ACL_TYPE_ACCESS) == 0)
    return mode;
  while (archive_entry_acl_next (raw, ARCHIVE_ENTRY_ACL_TYPE_ACCESS, &type, &permset, &tag, &id, &name) == ARCHIVE_OK) {
    if (tag == ARCHIVE_ENTRY_ACL_MASK)
      mode = (mode & ~070u) | ((guint) permset & 7) << 3;
  }
  return mode;
}

static SlwBackupEntry *
make_entry (struct archive_entry *raw, char type, GError **error)
{
  g_autoptr (SlwBackupEntry) entry = g_new0 (SlwBackupEntry, 1);

  entry->type = type;
  entry->path = make_path (archive_entry_pathname (raw));
  entry->mode = get_mode (raw);
  entry->uid = (guint64) archive_entry_uid (raw) & G_MAXUINT32;
  entry->gid = (guint64) archive_entry_gid (raw) & G_MAXUINT32;
  entry->user = g_strdup (archive_entry_uname (raw));
  entry->group = g_strdup (archive_entry_gname (raw));
  entry->mtime = archive_entry_mtime (raw);
  entry->attributes = type != 'l' ? make_attributes (raw) : NULL;
  if (type == 'l')
    entry->target = g_strdup (archive_entry_symlink (raw));
  if (entry->path == NULL || !slw_backup_path_is_clean (entry->path)) {
    g_autofree char *shown = slw_backup_escape (entry->path);

    refuse (error, "has a path that cannot be", shown);
    return NULL;
  }
  if (type == 'l' && (entry->target == NULL || *entry->target == '\0')) {
    refuse (error, "has a link to nowhere", NULL);
    return NULL;
  }
  return g_steal_pointer (&entry);
}

/* Hashes the content on its way. */
static gboolean
read_content (Reading *reading, SlwBackupEntry *entry, GOutputStream *stream, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc (BLOCK);
  la_ssize_t n;

  while ((n = archive_read_data (reading->reader, buffer, BLOCK)) > 0) {
    if ((guint64) n > reading->left)
      return refuse (error, "holds more than it may", NULL);
    reading->left -= (guint64) n;
    entry->size += (guint64) n;
    g_checksum_update (checksum, (const guchar *) buffer, n);
    if (stream != NULL && !g_output_stream_write_all (stream, buffer, n, NULL, NULL, error))
      return FALSE;
  }
  if (n < 0)
    return refuse (error, "is damaged", archive_error_string (reading->reader));
  entry->digest = g_strdup (g_checksum_get_string (checksum));
  return stream == NULL || g_output_stream_close (stream, NULL, error);
}

static gboolean
read_file (Reading *reading, SlwBackupEntry *entry, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GOutputStream) stream = reading->open != NULL ? reading->open (entry, reading->user_data, &local) : NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return read_content (reading, entry, stream, error);
}

static gboolean
read_hard_link (Reading *reading, SlwBackupEntry *entry, const char *target, GError **error)
{
  g_autofree char *path = make_path (target);
  const SlwBackupEntry *other = g_hash_table_lookup (reading->by_path, path);

  if (other == NULL || other->type != 'f')
    return refuse (error, "has a hard link to a file that did not come before it", NULL);
  entry->digest = g_strdup (other->digest);
  entry->size = other->size;
  g_free (entry->attributes);
  entry->attributes = g_strdup (other->attributes);
  return TRUE;
}

static gboolean
read_entry (Reading *reading, struct archive_entry *raw, GError **error)
{
  char type = get_type (raw);
  g_autoptr (SlwBackupEntry) entry = NULL;
  const char *hard = archive_entry_hardlink (raw);

  if (type == '\0')
    return TRUE;
  entry = make_entry (raw, type, error);
  if (entry == NULL)
    return FALSE;
  if (hard != NULL ? !read_hard_link (reading, entry, hard, error) : type == 'f' && !read_file (reading, entry, error))
    return FALSE;
  reading->attributes += entry->attributes != NULL ? strlen (entry->attributes) : 0;
  if (reading->attributes > ATTRIBUTES_LIMIT)
    return refuse (error, "has more attributes than it may", NULL);
  g_hash_table_replace (reading->by_path, entry->path, entry);
  g_ptr_array_add (reading->entries, g_steal_pointer (&entry));
  return reading->entries->len <= SLW_BACKUP_ENTRIES_MAX || refuse (error, "has too many entries", NULL);
}

static gboolean
read_all (Reading *reading, GError **error)
{
  struct archive_entry *raw;
  int rc;

  while ((rc = archive_read_next_header (reading->reader, &raw)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
    if (!read_entry (reading, raw, error))
      return FALSE;
  }
  return rc == ARCHIVE_EOF || refuse (error, "is damaged", archive_error_string (reading->reader));
}

GPtrArray *
slw_backup_archive_read (const char *path, guint64 limit, SlwBackupArchiveFunc open, gpointer user_data, GError **error)
{
  g_autoptr (Reader) reader = archive_read_new ();
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_backup_entry_free);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { reader, limit, 0, entries, by_path, open, user_data };

  archive_read_support_filter_gzip (reader);
  archive_read_support_format_tar (reader);
  if (archive_read_open_filename (reader, path, BLOCK) != ARCHIVE_OK) {
    refuse (error, "cannot be read", archive_error_string (reader));
    return NULL;
  }
  return read_all (&reading, error) ? g_steal_pointer (&entries) : NULL;
}
