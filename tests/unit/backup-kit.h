/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "core/backup/slw-backup-store.h"

G_BEGIN_DECLS

/* What the tests of the store share: a folder with a tree, and tar. */
typedef struct {
  char *folder;
  char *archive;
} BackupKit;

void backup_kit_set_up (BackupKit *kit, gconstpointer data);
void backup_kit_tear_down (BackupKit *kit, gconstpointer data);

/* Runs a line of sh in the folder, and wants it to succeed. */
void backup_kit_run (BackupKit *kit, const char *line);

/* Makes the archive of what the folder `tree` has, with these options. */
void backup_kit_pack (BackupKit *kit, const char *options);

/* Path of something in the folder. */
char *backup_kit_dup_path (BackupKit *kit, const char *name);

/* The store in the folder, of a platform with an odd name. */
SlwBackupStore *backup_kit_open_store (BackupKit *kit);

/* Adds a content; its digest. */
char *backup_kit_add_object (SlwBackupStore *store, const char *text);

/* A backup with one file. */
void backup_kit_add_backup (SlwBackupStore *store, const char *server, gint64 time, const char *text);

G_END_DECLS
