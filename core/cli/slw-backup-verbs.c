/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-verbs.h"

#include <slipway/slw-error.h>

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/backup/slw-backup-take.h"

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
  SlwBackupTaking taking = {
    .archive = options->archive,
    .state = options->state,
    .server = options->server,
    .run = run != NULL ? run : "",
    .id = options->backup,
    .time = now,
    .limit = (guint64) MAX (options->limit, 1) * MIB,
    .secrets = (const char *const *) secrets,
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
           "\npruned %d\nverified yes\n",
           manifest->id, manifest->entries->len, slw_backup_manifest_get_bytes (manifest), taken.added,
           taken.added_bytes, pruned);
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
  return good;
}
