/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/backup-kit.h"

#include <string.h>

void
backup_kit_run (BackupKit *kit, const char *line)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, kit->folder);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-ec", line, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

void
backup_kit_pack (BackupKit *kit, const char *options)
{
  g_autofree char *line = g_strdup_printf ("tar --format=gnu -czf archive %s", options);

  backup_kit_run (kit, line);
}

char *
backup_kit_dup_path (BackupKit *kit, const char *name)
{
  return g_build_filename (kit->folder, name, NULL);
}

void
backup_kit_set_up (BackupKit *kit, gconstpointer data)
{
  kit->folder = g_dir_make_tmp ("slipway-backup-XXXXXX", NULL);
  kit->archive = backup_kit_dup_path (kit, "archive");
  backup_kit_run (kit,
                  "mkdir -p tree/etc/sub; echo one >tree/etc/one; echo two >tree/etc/sub/two; ln -s one tree/etc/link; "
                  "ln tree/etc/one tree/etc/other; head -c 300000 /dev/urandom >tree/etc/large; "
                  "chmod 600 tree/etc/sub/two; mkfifo tree/etc/pipe");
}

void
backup_kit_tear_down (BackupKit *kit, gconstpointer data)
{
  backup_kit_run (kit, "rm -rf -- \"$PWD\"");
  g_free (kit->folder);
  g_free (kit->archive);
}

SlwBackupStore *
backup_kit_open_store (BackupKit *kit)
{
  g_autofree char *folder = backup_kit_dup_path (kit, "store");
  g_autoptr (GError) error = NULL;
  SlwBackupStore *store = slw_backup_store_open (folder, "../lab", &error);

  g_assert_no_error (error);
  return store;
}

char *
backup_kit_add_object (SlwBackupStore *store, const char *text)
{
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) stream = slw_backup_store_add (store, digest, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, &error));
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  return digest;
}

void
backup_kit_add_backup (SlwBackupStore *store, const char *server, gint64 time, const char *text)
{
  g_autofree char *id = slw_backup_store_new_id (store, server, time);
  g_autoptr (SlwBackupManifest) manifest = slw_backup_manifest_new (id, "run", server, time);
  SlwBackupEntry *entry = g_new0 (SlwBackupEntry, 1);
  g_autoptr (GError) error = NULL;

  entry->type = 'f';
  entry->path = g_strdup ("/etc/a");
  entry->size = strlen (text);
  entry->digest = backup_kit_add_object (store, text);
  g_ptr_array_add (manifest->entries, entry);
  g_assert_true (slw_backup_store_write_manifest (store, manifest, &error));
  g_assert_no_error (error);
}
