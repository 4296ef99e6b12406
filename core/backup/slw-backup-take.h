/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-age.h"
#include "core/backup/slw-backup-store.h"

G_BEGIN_DECLS

/**
 * SlwBackupTaking:
 * @archive: path of the tar archive
 * @state: (nullable): path of the state, lines of a name, a tab and a text, the last is `end`
 * @defaults: (nullable): path of a second tar archive, of old defaults of configuration files (`slw-backup-conffile.h`)
 * @server: name of the server
 * @run: id of the run
 * @id: (nullable): id of the backup; %NULL makes one of the time
 * @time: seconds since 1970
 * @limit: the most bytes that all contents may have
 * @secrets: (array zero-terminated=1) (nullable): patterns of paths whose content is not to be shown
 * @recipients: (nullable): whom it is encrypted to
 *
 * What is to become a backup.
 */
typedef struct {
  const char *archive;
  const char *state;
  const char *defaults;
  const char *server;
  const char *run;
  const char *id;
  gint64 time;
  guint64 limit;
  const char *const *secrets;
  const SlwBackupRecipients *recipients;
} SlwBackupTaking;

/**
 * SlwBackupTaken:
 * @manifest: the manifest
 * @added: how many contents were new
 * @added_bytes: their size
 */
typedef struct {
  SlwBackupManifest *manifest;
  guint added;
  guint64 added_bytes;
} SlwBackupTaken;

/**
 * slw_backup_take:
 * @store: a store
 * @taking: what is to become a backup
 * @taken: (out caller-allocates): what became of it
 * @error: return location
 *
 * Adds the contents that the store has not yet, reads every content back from the disk, then writes the manifest. An
 * encrypted backup is a file of its own (slw_backup_seal()): what it shares with others could be found only by digests that
 * give short secrets away.
 *
 * Returns: whether the backup is there and was verified
 */
gboolean slw_backup_take (SlwBackupStore *store, const SlwBackupTaking *taking, SlwBackupTaken *taken, GError **error);

G_END_DECLS
