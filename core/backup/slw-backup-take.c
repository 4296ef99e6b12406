/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-take.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-archive.h"
#include "core/backup/slw-backup-conffile.h"
#include "core/backup/slw-backup-seal.h"

#define STATE_LIMIT (16 * 1024 * 1024)

typedef struct {
  SlwBackupStore *store;
  const SlwBackupTaking *taking;
  SlwBackupTaken *taken;
  GHashTable *texts;   /* name -> GString: the state */
  GHashTable *missing; /* digest -> SlwBackupEntry */
} Take;

/* State */

static gboolean
refuse_state (GError **error)
{
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "what came about the state of the server is cut off");
  return FALSE;
}

static gboolean
read_state (Take *take, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;
  guint last;

  if (take->taking->state == NULL)
    return TRUE;
  if (!g_file_get_contents (take->taking->state, &text, &length, error))
    return FALSE;
  if (length > STATE_LIMIT || memchr (text, '\0', length) != NULL)
    return refuse_state (error);
  lines = g_strsplit (text, "\n", -1);
  last = g_strv_length (lines);
  if (last < 2 || !g_str_equal (lines[last - 2], "end") || *lines[last - 1] != '\0')
    return refuse_state (error);
  for (guint i = 0; i < last - 2; i++) {
    char *tab = strchr (lines[i], '\t');
    GString *all;

    if (tab == NULL)
      return refuse_state (error);
    *tab = '\0';
    all = g_hash_table_lookup (take->texts, lines[i]);
    if (all == NULL)
      g_hash_table_insert (take->texts, g_strdup (lines[i]), all = g_string_new (NULL));
    g_string_append_printf (all, "%s\n", tab + 1);
  }
  return TRUE;
}

static gboolean
add_state (Take *take, GError **error)
{
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, take->texts);
  while (g_hash_table_iter_next (&iter, &name, &text)) {
    g_autofree char *path = g_strconcat ("/", (char *) name, NULL);
    SlwBackupEntry *entry;

    if (!slw_backup_path_is_clean (path) || strchr (name, '/') != NULL)
      return refuse_state (error);
    entry = g_new0 (SlwBackupEntry, 1);
    entry->type = 's';
    entry->path = g_strconcat (SLW_BACKUP_STATE, path, NULL);
    entry->mtime = take->taking->time;
    entry->size = ((GString *) text)->len;
    entry->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, ((GString *) text)->str, -1);
    g_ptr_array_add (take->taken->manifest->entries, entry);
  }
  return TRUE;
}

/* Contents */

static gboolean
is_secret (const Take *take, const char *entry)
{
  g_autofree char *whole = slw_backup_conffile_dup_path (entry);
  g_autofree char *path = slw_backup_conffile_dup_edited (whole);

  for (guint i = 0; take->taking->secrets != NULL && take->taking->secrets[i] != NULL; i++) {
    if (g_pattern_match_simple (take->taking->secrets[i], path))
      return TRUE;
  }
  return FALSE;
}

static void
find_missing (Take *take)
{
  GPtrArray *entries = take->taken->manifest->entries;

  for (guint i = 0; i < entries->len; i++) {
    SlwBackupEntry *entry = g_ptr_array_index (entries, i);

    entry->secret = is_secret (take, entry->path);
    /* one that is there and damaged is written again */
    if (slw_backup_entry_has_content (entry) && !g_hash_table_contains (take->missing, entry->digest)
        && !slw_backup_store_check (take->store, entry->digest, entry->size, NULL)) {
      g_hash_table_insert (take->missing, entry->digest, entry);
      take->taken->added++;
      take->taken->added_bytes += entry->size;
    }
  }
}

/* The second reading of the archive: where each missing content goes. */
static GOutputStream *
open_object (const SlwBackupEntry *entry, gpointer user_data, GError **error)
{
  Take *take = user_data;
  const SlwBackupEntry *known = slw_backup_manifest_find (take->taken->manifest, entry->path);

  if (known == NULL || known->type != 'f' || !g_hash_table_contains (take->missing, known->digest))
    return NULL;
  return slw_backup_store_add (take->store, known->digest, error);
}

static gboolean
write_state (Take *take, GError **error)
{
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, take->texts);
  while (g_hash_table_iter_next (&iter, &name, &text)) {
    const GString *content = text;
    g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content->str, -1);
    g_autoptr (GOutputStream) stream = NULL;

    if (!g_hash_table_contains (take->missing, digest))
      continue;
    stream = slw_backup_store_add (take->store, digest, error);
    if (stream == NULL || !g_output_stream_write_all (stream, content->str, content->len, NULL, NULL, error)
        || !g_output_stream_close (stream, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_missing (Take *take, GError **error)
{
  g_autoptr (GPtrArray) again = NULL;

  if (g_hash_table_size (take->missing) == 0)
    return TRUE;
  if (!write_state (take, error))
    return FALSE;
  again = slw_backup_archive_read (take->taking->archive, take->taking->limit, open_object, take, error);
  if (again == NULL || take->taking->defaults == NULL)
    return again != NULL;
  g_ptr_array_unref (again);
  again = slw_backup_archive_read (take->taking->defaults, take->taking->limit, open_object, take, error);
  return again != NULL;
}

/* Those that were there already were read when they were looked for. */
static gboolean
verify (Take *take, GError **error)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, take->missing);
  while (g_hash_table_iter_next (&iter, NULL, &entry)) {
    const SlwBackupEntry *written = entry;

    if (!slw_backup_store_check (take->store, written->digest, written->size, error)) {
      g_prefix_error (error, "%s: ", written->path);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
keep (Take *take, GError **error)
{
  find_missing (take);
  return write_missing (take, error) && slw_backup_store_sync (take->store, error) && verify (take, error)
         && slw_backup_store_write_manifest (take->store, take->taken->manifest, error);
}

static gboolean
seal (Take *take, GError **error)
{
  GPtrArray *entries = take->taken->manifest->entries;
  g_autoptr (SlwBackupSummary) summary = NULL;

  for (guint i = 0; i < entries->len; i++) {
    SlwBackupEntry *entry = g_ptr_array_index (entries, i);

    entry->secret = is_secret (take, entry->path);
    take->taken->added += slw_backup_entry_has_content (entry);
  }
  summary = slw_backup_seal (take->store, take->taking, take->taken->manifest, error);
  take->taken->added_bytes = summary != NULL ? summary->sealed : 0;
  return summary != NULL;
}

static gboolean
read_archive (Take *take, const char *path, GError **error)
{
  g_autoptr (GPtrArray) entries = slw_backup_archive_read (path, take->taking->limit, NULL, NULL, error);

  if (entries == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (take->taken->manifest->entries, g_steal_pointer (&entries));
  return TRUE;
}

static gboolean
take_in (Take *take, GError **error)
{
  const SlwBackupTaking *taking = take->taking;

  if (!read_archive (take, taking->archive, error)
      || (taking->defaults != NULL && !read_archive (take, taking->defaults, error)) || !read_state (take, error)
      || !add_state (take, error))
    return FALSE;
  slw_backup_manifest_sort (take->taken->manifest);
  return slw_backup_recipients_is_empty (take->taking->recipients) ? keep (take, error) : seal (take, error);
}

static void
text_free (gpointer text)
{
  g_string_free (text, TRUE);
}

gboolean
slw_backup_take (SlwBackupStore *store, const SlwBackupTaking *taking, SlwBackupTaken *taken, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, text_free);
  g_autoptr (GHashTable) missing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *id
      = taking->id != NULL ? g_strdup (taking->id) : slw_backup_store_new_id (store, taking->server, taking->time);
  Take take = { store, taking, taken, texts, missing };
  gboolean good;

  *taken = (SlwBackupTaken){ slw_backup_manifest_new (id, taking->run, taking->server, taking->time), 0, 0 };
  good = slw_backup_store_lock (store, FALSE, error) && take_in (&take, error);
  slw_backup_store_unlock (store);
  if (!good)
    g_clear_pointer (&taken->manifest, slw_backup_manifest_free);
  return good;
}
