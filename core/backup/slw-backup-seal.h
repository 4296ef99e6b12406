/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-age.h"
#include "core/backup/slw-backup-take.h"

G_BEGIN_DECLS

/**
 * slw_backup_seal:
 * @store: a store
 * @taking: what is to become a backup
 * @manifest: its sorted manifest: all of it was read and hashed
 * @error: return location
 *
 * Encrypts a tar archive of the manifest, the archives, the state and the patterns of secrets, as `ID.age`, and reads it back
 * from the disk. It can be read without Slipway: `age --decrypt --identity KEY ID.age | tar --extract`. What is not encrypted
 * is `ID.sealed`, an #SlwBackupSummary, which is written last.
 *
 * Returns: (transfer full): its summary, or %NULL with @error
 */
SlwBackupSummary *slw_backup_seal (SlwBackupStore *store,
                                   const SlwBackupTaking *taking,
                                   const SlwBackupManifest *manifest,
                                   GError **error);

/**
 * slw_backup_unseal:
 * @store: a store
 * @server: name of a server
 * @id: (nullable): id of a backup, %NULL for its newest
 * @identity: (nullable): path of the private key
 * @error: return location
 *
 * When that backup is encrypted, opens it for as long as @store is there: in memory, where there is a file system for that.
 * Everything in it is compared with its manifest. Nothing is to be done for one that is not encrypted.
 *
 * Returns: %FALSE with %SLW_ERROR_REFUSED when a private key is needed and there is none, or another @error
 */
gboolean
slw_backup_unseal (SlwBackupStore *store, const char *server, const char *id, const char *identity, GError **error);

/**
 * slw_backup_load:
 * @store: a store
 * @server: name of a server
 * @id: (nullable): id of a backup, %NULL for its newest
 * @identity: (nullable): path of the private key
 * @error: return location
 *
 * Returns: (transfer full): the manifest of a backup, encrypted or not, whose contents @store has now; %NULL with @error
 */
SlwBackupManifest *
slw_backup_load (SlwBackupStore *store, const char *server, const char *id, const char *identity, GError **error);

/**
 * slw_backup_unlock:
 * @store: a store
 * @identity: path of a private key
 * @error: return location
 *
 * So that a passphrase is asked for once, and by the process that has the terminal.
 *
 * Returns: (transfer full): @identity, or when that is locked with a passphrase, the path of one that is not, which is there
 *   for as long as @store; %NULL with @error
 */
char *slw_backup_unlock (SlwBackupStore *store, const char *identity, GError **error);

G_END_DECLS
