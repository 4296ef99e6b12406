/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/backup-kit.h"

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
