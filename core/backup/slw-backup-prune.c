/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-prune.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static void
add_digests (GHashTable *digests, const SlwBackupManifest *manifest)
{
  for (guint i = 0; i < manifest->entries->len; i++) {
    const SlwBackupEntry *entry = g_ptr_array_index (manifest->entries, i);

    if (entry->digest != NULL)
      g_hash_table_add (digests, g_strdup (entry->digest));
  }
}

/* What every manifest of every server refers to; a manifest that cannot be read forbids to judge. */
static GHashTable *
collect_digests (SlwBackupStore *store, GError **error)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) servers = slw_backup_store_list_servers (store);

  for (guint i = 0; i < servers->len; i++) {
    const char *server = g_ptr_array_index (servers, i);
    g_autoptr (GPtrArray) ids = slw_backup_store_list (store, server);

    g_ptr_array_add (ids, g_strdup (SLW_BACKUP_LIVE));
    for (guint j = 0; j < ids->len; j++) {
      g_autoptr (SlwBackupManifest) manifest = NULL;

      if (!slw_backup_store_has (store, server, g_ptr_array_index (ids, j), SLW_BACKUP_MANIFEST))
        continue; /* encrypted: it refers to nothing */
      manifest = slw_backup_store_load (store, server, g_ptr_array_index (ids, j), error);
      if (manifest == NULL)
        return NULL;
      add_digests (digests, manifest);
    }
  }
  return g_steal_pointer (&digests);
}

/* Temporary files of who was killed, too: nobody else is in here. */
static gboolean
sweep_folder (const char *root, const char *start, GHashTable *wanted, GError **error)
{
  g_autofree char *folder = g_build_filename (root, start, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *digest = g_strconcat (start, name, NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_hash_table_contains (wanted, digest) && g_unlink (path) != 0) {
      int code = errno;

      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot remove %s: %s", path, g_strerror (code));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
sweep (SlwBackupStore *store, GError **error)
{
  g_autoptr (GHashTable) wanted = collect_digests (store, error);
  g_autofree char *root = g_build_filename (slw_backup_store_get_folder (store), "objects", NULL);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;

  if (wanted == NULL)
    return FALSE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!sweep_folder (root, name, wanted, error))
      return FALSE;
  }
  return TRUE;
}

/* Encrypted files that were not finished. */
static gboolean
remove_halves (SlwBackupStore *store, const char *server, GError **error)
{
  g_autofree char *folder = slw_backup_store_dup_path (store, "servers", server, "");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = NULL;

    if (!g_str_has_suffix (name, SLW_BACKUP_AGE))
      continue;
    id = g_strndup (name, strlen (name) - strlen (SLW_BACKUP_AGE));
    if (!slw_backup_store_has (store, server, id, SLW_BACKUP_SEALED)
        && !slw_backup_store_remove (store, server, id, SLW_BACKUP_AGE, error))
      return FALSE;
  }
  return TRUE;
}

/* What says that it is there goes first. */
static gboolean
remove_one (SlwBackupStore *store, const char *server, const char *id, GError **error)
{
  return slw_backup_store_remove (store, server, id, SLW_BACKUP_MANIFEST, error)
         && slw_backup_store_remove (store, server, id, SLW_BACKUP_SEALED, error)
         && slw_backup_store_remove (store, server, id, SLW_BACKUP_AGE, error);
}

static int
remove_old (SlwBackupStore *store, const char *server, guint keep, gint64 before, GError **error)
{
  g_autoptr (GPtrArray) ids = slw_backup_store_list (store, server);
  int removed = 0;

  if (!remove_halves (store, server, error))
    return -1;
  for (guint i = 0; i + MAX (keep, 1) < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    g_autoptr (SlwBackupSummary) summary = slw_backup_store_load_summary (store, server, id, NULL);

    if (summary == NULL || summary->time >= before) /* a damaged one is for somebody to look at */
      continue;
    if (!remove_one (store, server, id, error))
      return -1;
    removed++;
  }
  return removed;
}

int
slw_backup_store_prune (SlwBackupStore *self, const char *server, guint keep, gint64 before, GError **error)
{
  int removed;

  if (!slw_backup_store_lock (self, TRUE, error))
    return -1;
  removed = remove_old (self, server, keep, before, error);
  if (removed > 0 && !sweep (self, error))
    removed = -1;
  slw_backup_store_unlock (self);
  return removed;
}
