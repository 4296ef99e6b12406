/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-verbs.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/backup/slw-backup-compare.h"
#include "core/backup/slw-backup-prune.h"
#include "core/backup/slw-backup-seal.h"

#define MIB (1024 * 1024)
#define SECONDS_A_DAY (24 * 3600)

static gboolean
need (const char *value, const char *name, GError **error)
{
  if (value != NULL)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "--%s is missing", name);
  return FALSE;
}

static SlwBackupStore *
open_store (const SlwBackupOptions *options, GError **error)
{
  if (!need (options->folder, "folder", error) || !need (options->platform, "platform-name", error)
      || !need (options->server, "server", error))
    return NULL;
  return slw_backup_store_open (options->folder, options->platform, error);
}

/* Lines of standard input. */
static char **
read_patterns (GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  if (g_bytes_get_size (bytes) == 0)
    return g_new0 (char *, 1);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static int
prune (SlwBackupStore *store, const SlwBackupOptions *options, gint64 now, GError **error)
{
  if (options->keep <= 0)
    return 0;
  return slw_backup_store_prune (store, options->server, (guint) options->keep,
                                 now - (gint64) options->keep_days * SECONDS_A_DAY, error);
}

static gboolean
take (SlwBackupStore *store, const SlwBackupOptions *options, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *run = g_getenv ("SLIPWAY_RUN");
  g_auto (GStrv) secrets = read_patterns (error);
  const SlwBackupRecipients recipients = { options->encrypt_to, options->encrypt_to_file };
  SlwBackupTaking taking = {
    .archive = options->archive,
    .state = options->state,
    .defaults = options->defaults,
    .server = options->server,
    .run = run != NULL ? run : "",
    .id = options->backup,
    .time = now,
    .limit = (guint64) MAX (options->limit, 1) * MIB,
    .secrets = (const char *const *) secrets,
    .recipients = &recipients,
  };
  SlwBackupTaken taken = { NULL };
  g_autoptr (SlwBackupManifest) manifest = NULL;
  int pruned;

  if (secrets == NULL || !slw_backup_take (store, &taking, &taken, error))
    return FALSE;
  manifest = taken.manifest;
  pruned = prune (store, options, now, error);
  if (pruned < 0)
    return FALSE;
  g_print ("backup %s\nentries %u\nbytes %" G_GUINT64_FORMAT "\nnew %u\nnew-bytes %" G_GUINT64_FORMAT
           "\npruned %d\nencrypted %s\nverified yes\n",
           manifest->id, manifest->entries->len, slw_backup_manifest_get_bytes (manifest), taken.added,
           taken.added_bytes, pruned, slw_backup_recipients_is_empty (&recipients) ? "no" : "yes");
  return TRUE;
}

gboolean
slw_backup_verb_take (const SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwBackupStore) store = NULL;
  gboolean good;

  if (!need (options->archive, "archive", error) || (store = open_store (options, error)) == NULL)
    return FALSE;
  good = take (store, options, error);
  g_unlink (options->archive);
  if (options->state != NULL)
    g_unlink (options->state);
  if (options->defaults != NULL)
    g_unlink (options->defaults);
  return good;
}

gboolean
slw_backup_verb_encryption (const SlwBackupOptions *options, GError **error)
{
  const SlwBackupRecipients recipients = { options->encrypt_to, options->encrypt_to_file };
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autofree char *digest = NULL;
  guint64 size;

  return slw_backup_age_encrypt (&recipients, g_open ("/dev/null", O_RDONLY | O_CLOEXEC, 0), output, &size, &digest,
                                 error);
}

/* The words of a restoration are paths, escaped, so that a list of a pipeline's can hold them. */
static char **
unescape_paths (char **words, GError **error)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *path = slw_backup_unescape (words[i]);

    if (path == NULL || !slw_backup_path_is_clean (path)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "“%s” is no absolute path", words[i]);
      return NULL;
    }
    g_strv_builder_add (paths, path);
  }
  return g_strv_builder_end (paths);
}

gboolean
slw_backup_check_paths (const SlwBackupManifest *manifest, char **paths, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; i < manifest->entries->len; i++)
    g_ptr_array_add (names, ((SlwBackupEntry *) g_ptr_array_index (manifest->entries, i))->path);
  g_ptr_array_add (names, NULL);
  for (guint i = 0; paths[i] != NULL; i++) {
    if (slw_backup_manifest_find (manifest, paths[i]) != NULL)
      continue;
    near = slw_text_closest (paths[i], (const char *const *) names->pdata);
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "backup %s of %s has no %s%s%s%s", manifest->id, manifest->server,
                 paths[i], near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    return FALSE;
  }
  return TRUE;
}

static gboolean
print_operations (
    SlwBackupStore *store, const SlwBackupManifest *backup, const SlwBackupManifest *live, char **paths, GError **error)
{
  g_autoptr (GPtrArray) contents = NULL;
  g_autofree char *text = slw_backup_dup_operations (backup, live, (const char *const *) paths, &contents);
  g_autofree char *folder = slw_backup_store_stage (store, backup->server, contents, error);
  g_autofree char *word = folder != NULL ? slw_backup_escape (folder) : NULL;

  if (folder != NULL)
    g_print ("staging %s\n%send\n", word, text);
  return folder != NULL;
}

gboolean
slw_backup_verb_operations (const SlwBackupOptions *options, char **words, GError **error)
{
  g_autoptr (SlwBackupStore) store = NULL;
  g_autoptr (SlwBackupManifest) backup = NULL;
  g_autoptr (SlwBackupManifest) live = NULL;
  g_auto (GStrv) paths = NULL;

  return need (options->backup, "backup", error) && (paths = unescape_paths (words, error)) != NULL
         && (store = open_store (options, error)) != NULL
         && (backup = slw_backup_load (store, options->server, options->backup, options->identity, error)) != NULL
         && (live = slw_backup_load (store, options->server, SLW_BACKUP_LIVE, options->identity, error)) != NULL
         && slw_backup_check_paths (backup, paths, error) && print_operations (store, backup, live, paths, error);
}

gboolean
slw_backup_verb_drop (const SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwBackupStore) store = open_store (options, error);

  if (store != NULL)
    slw_backup_store_drop (store, options->server);
  return store != NULL;
}
