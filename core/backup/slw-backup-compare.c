/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-compare.h"

#include <string.h>

#include "core/backup/slw-backup-conffile.h"

gboolean
slw_backup_is_selected (const char *path, const char *const *paths)
{
  if (paths == NULL || paths[0] == NULL)
    return TRUE;
  for (guint i = 0; paths[i] != NULL; i++) {
    gsize length = strlen (paths[i]);

    if (strncmp (path, paths[i], length) == 0 && (path[length] == '\0' || path[length] == '/'))
      return TRUE;
  }
  return FALSE;
}

/* By name where both have one: numbers differ from machine to machine. */
static gboolean
is_same_owner (const char *name, guint64 number, const char *other_name, guint64 other_number)
{
  if (name != NULL && *name != '\0' && other_name != NULL && *other_name != '\0')
    return g_str_equal (name, other_name);
  return number == other_number;
}

static gboolean
is_same (const SlwBackupEntry *a, const SlwBackupEntry *b)
{
  if (a->type != b->type || g_strcmp0 (a->digest, b->digest) != 0 || g_strcmp0 (a->target, b->target) != 0)
    return FALSE;
  return a->type == 'l'
         || (a->mode == b->mode && g_strcmp0 (a->attributes, b->attributes) == 0
             && is_same_owner (a->user, a->uid, b->user, b->uid) && is_same_owner (a->group, a->gid, b->group, b->gid));
}

static void
add_difference (GPtrArray *differences,
                const SlwBackupEntry *before,
                const SlwBackupEntry *after,
                const char *const *paths)
{
  const char *path = before != NULL ? before->path : after->path;
  SlwBackupDifference *difference;

  if (slw_backup_conffile_is_one (path) || !slw_backup_is_selected (path, paths))
    return;
  difference = g_new (SlwBackupDifference, 1);
  difference->before = before;
  difference->after = after;
  g_ptr_array_add (differences, difference);
}

static const SlwBackupEntry *
peek (const SlwBackupManifest *manifest, guint i)
{
  return i < manifest->entries->len ? g_ptr_array_index (manifest->entries, i) : NULL;
}

GPtrArray *
slw_backup_compare (const SlwBackupManifest *before, const SlwBackupManifest *after, const char *const *paths)
{
  GPtrArray *differences = g_ptr_array_new_with_free_func (g_free);
  guint i = 0;
  guint j = 0;

  while (i < before->entries->len || j < after->entries->len) {
    const SlwBackupEntry *a = peek (before, i);
    const SlwBackupEntry *b = peek (after, j);
    int order = a == NULL ? 1 : b == NULL ? -1 : strcmp (a->path, b->path);

    if (order != 0 || !is_same (a, b))
      add_difference (differences, order <= 0 ? a : NULL, order >= 0 ? b : NULL, paths);
    i += order <= 0;
    j += order >= 0;
  }
  return differences;
}

/* Operations */

typedef struct {
  const SlwBackupManifest *backup;
  const SlwBackupManifest *live;
  GPtrArray *contents;
  GHashTable *made; /* paths of folders that stand in the text */
  GString *text;
} Listing;

static char *
dup_owner (const SlwBackupEntry *entry)
{
  g_autofree char *user = entry->user != NULL && *entry->user != '\0'
                              ? g_strdup (entry->user)
                              : g_strdup_printf ("%" G_GUINT64_FORMAT, entry->uid);
  g_autofree char *group = entry->group != NULL && *entry->group != '\0'
                               ? g_strdup (entry->group)
                               : g_strdup_printf ("%" G_GUINT64_FORMAT, entry->gid);
  g_autofree char *owner = g_strconcat (user, ":", group, NULL);

  return slw_backup_escape (owner);
}

/* Whether what is made at @path gets a list that it need not have. */
static gboolean
inherits (Listing *listing, const char *path)
{
  g_autofree char *above = g_path_get_dirname (path);
  const SlwBackupEntry *folder = slw_backup_manifest_find (listing->backup, above);

  return folder != NULL && folder->attributes != NULL
         && (g_str_has_prefix (folder->attributes, "default ") || strstr (folder->attributes, "\ndefault ") != NULL);
}

/* The attributes of the backup's, after those that only the server's has are named to be removed. */
static void
add_attributes (Listing *listing, const SlwBackupEntry *entry, const SlwBackupEntry *live)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  g_autofree char *path = slw_backup_escape (entry->path);
  g_autofree char *word = NULL;

  if (entry->attributes == NULL && (live == NULL || live->attributes == NULL) && !inherits (listing, entry->path))
    return;
  lines = g_strsplit (live != NULL && live->attributes != NULL ? live->attributes : "", "\n", -1);
  for (guint i = 0; entry->type == 'd' && lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);

    if (g_strv_length (words) == 3 && g_str_equal (words[0], "xattr"))
      g_string_append_printf (text, "remove %s\n", words[1]);
  }
  g_string_append_printf (text, "%s", entry->attributes != NULL ? entry->attributes : "");
  word = slw_backup_escape (text->str);
  g_string_append_printf (listing->text, "attributes %s %s\n", word, path);
}

static void
add_folder (Listing *listing, const SlwBackupEntry *entry, const SlwBackupEntry *live)
{
  g_autofree char *owner = dup_owner (entry);
  g_autofree char *path = slw_backup_escape (entry->path);

  if (!g_hash_table_add (listing->made, entry->path))
    return;
  g_string_append_printf (listing->text, "folder %04o %s %s\n", entry->mode, owner, path);
  add_attributes (listing, entry, live);
}

/* Those above @path that the backup knows and the server lacks, from the top down. */
static void
add_folders_above (Listing *listing, const char *path)
{
  for (const char *slash = strchr (path + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/')) {
    g_autofree char *above = g_strndup (path, slash - path);
    const SlwBackupEntry *entry = slw_backup_manifest_find (listing->backup, above);

    if (entry != NULL && entry->type == 'd' && slw_backup_manifest_find (listing->live, above) == NULL)
      add_folder (listing, entry, NULL);
  }
}

static void
add_operation (Listing *listing, const SlwBackupEntry *entry, const SlwBackupEntry *live)
{
  g_autofree char *owner = dup_owner (entry);
  g_autofree char *path = slw_backup_escape (entry->path);
  g_autofree char *target = slw_backup_escape (entry->target);

  add_folders_above (listing, entry->path);
  if (entry->type == 'd') {
    add_folder (listing, entry, live);
  } else if (entry->type == 'l') {
    g_string_append_printf (listing->text, "link %s %s\n", target, path);
  } else if (entry->type == 'f') {
    g_string_append_printf (listing->text, "file %04o %s %u %s\n", entry->mode, owner, listing->contents->len, path);
    g_ptr_array_add (listing->contents, (gpointer) entry);
    add_attributes (listing, entry, live);
  }
}

char *
slw_backup_dup_operations (const SlwBackupManifest *backup,
                           const SlwBackupManifest *live,
                           const char *const *paths,
                           GPtrArray **contents)
{
  g_autoptr (GPtrArray) differences = slw_backup_compare (backup, live, paths);
  g_autoptr (GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { backup, live, g_ptr_array_new (), made, g_string_new (NULL) };

  for (guint i = 0; i < differences->len; i++) {
    const SlwBackupDifference *difference = g_ptr_array_index (differences, i);

    if (difference->before != NULL) {
      add_operation (&listing, difference->before, difference->after);
    } else if (difference->after->type != 's') {
      g_autofree char *path = slw_backup_escape (difference->after->path);

      g_string_append_printf (listing.text, "extra %s\n", path);
    }
  }
  *contents = listing.contents;
  return g_string_free (listing.text, FALSE);
}
