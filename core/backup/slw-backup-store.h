/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "core/backup/slw-backup-manifest.h"
#include "core/backup/slw-backup-summary.h"

G_BEGIN_DECLS

/**
 * SLW_BACKUP_LIVE:
 *
 * Id of what was last read from a server to be compared with a backup. It is no backup.
 */
#define SLW_BACKUP_LIVE "live"

/* What a backup's files end with: the manifest of one that is not encrypted; what may be said of an encrypted one, and it. */
#define SLW_BACKUP_MANIFEST ".manifest"
#define SLW_BACKUP_SEALED ".sealed"
#define SLW_BACKUP_AGE ".age"

/**
 * SlwBackupStore:
 *
 * The folder of one platform's backups. Every folder of it is for its owner alone (0700), every file, too (0600). An encrypted
 * backup can be loaded once slw_backup_unseal() opened it.
 */
typedef struct _SlwBackupStore SlwBackupStore;

/**
 * slw_backup_store_open:
 * @folder: folder of all stores; made with those above it when it is not there
 * @platform: name of the platform
 * @error: return location
 *
 * Returns: (transfer full): the store, or %NULL with %SLW_ERROR_FAILED
 */
SlwBackupStore *slw_backup_store_open (const char *folder, const char *platform, GError **error);

/**
 * slw_backup_store_free:
 * @self: (transfer full): a store
 */
void slw_backup_store_free (SlwBackupStore *self);

/**
 * slw_backup_store_lock:
 * @self: a store
 * @exclusive: whether nobody else may be in it
 * @error: return location
 *
 * Waits for who is in it and may not be beside us: each is for a moment only. Held until it is unlocked or freed.
 *
 * Returns: %FALSE with @error set
 */
gboolean slw_backup_store_lock (SlwBackupStore *self, gboolean exclusive, GError **error);

/**
 * slw_backup_store_unlock:
 * @self: a store
 */
void slw_backup_store_unlock (SlwBackupStore *self);

/**
 * slw_backup_store_dup_path:
 * @self: a store
 * @folder: `servers` or `staging`
 * @name: what it is of, made fit for a file name
 * @suffix: for instance `.tar.gz`
 *
 * Returns: (transfer full): a path in the store
 */
char *slw_backup_store_dup_path (SlwBackupStore *self, const char *folder, const char *name, const char *suffix);

/**
 * slw_backup_store_dup_backup_path:
 * @self: a store
 * @server: name of a server
 * @id: id of a backup
 * @suffix: for instance `.age`
 *
 * Returns: (transfer full): a path beside its manifest
 */
char *slw_backup_store_dup_backup_path (SlwBackupStore *self, const char *server, const char *id, const char *suffix);

/**
 * slw_backup_store_has:
 * @self: a store
 * @server: name of a server
 * @id: id of a backup
 * @suffix: of one of its files
 *
 * Returns: whether it is there
 */
gboolean slw_backup_store_has (SlwBackupStore *self, const char *server, const char *id, const char *suffix);

/**
 * slw_backup_store_remove:
 * @self: a store
 * @server: name of a server
 * @id: id of a backup
 * @suffix: of one of its files
 * @error: return location
 *
 * Returns: whether it is not there now
 */
gboolean
slw_backup_store_remove (SlwBackupStore *self, const char *server, const char *id, const char *suffix, GError **error);

/**
 * slw_backup_store_get_folder:
 * @self: a store
 *
 * Returns: (transfer none): its path
 */
const char *slw_backup_store_get_folder (SlwBackupStore *self);

/**
 * slw_backup_store_make_server:
 * @self: a store
 * @server: name of a server
 * @error: return location
 *
 * Returns: whether there is a folder for its backups now
 */
gboolean slw_backup_store_make_server (SlwBackupStore *self, const char *server, GError **error);

/**
 * slw_backup_store_get_opened:
 * @self: a store
 * @error: return location
 *
 * Where encrypted backups are while they are open: in memory where there is a file system for that, and gone with @self.
 * What is in it counts as being in @self.
 *
 * Returns: (transfer none): a store, or %NULL with @error
 */
SlwBackupStore *slw_backup_store_get_opened (SlwBackupStore *self, GError **error);

/**
 * slw_backup_store_add:
 * @self: a store
 * @digest: of what will be written
 * @error: return location
 *
 * Returns: (transfer full): a stream; closing it puts the object in its place; %NULL with @error
 */
GOutputStream *slw_backup_store_add (SlwBackupStore *self, const char *digest, GError **error);

/**
 * slw_backup_store_read:
 * @self: a store
 * @digest: of an object
 * @error: return location
 *
 * Returns: (transfer full): its content, not checked yet; %NULL with @error
 */
GInputStream *slw_backup_store_read (SlwBackupStore *self, const char *digest, GError **error);

/**
 * slw_backup_store_read_bytes:
 * @self: a store
 * @digest: of an object
 * @size: its size in bytes
 * @error: return location
 *
 * Returns: (transfer full): its content, checked, or %NULL with %SLW_ERROR_VERIFY
 */
GBytes *slw_backup_store_read_bytes (SlwBackupStore *self, const char *digest, guint64 size, GError **error);

/**
 * slw_backup_store_stage:
 * @self: a store
 * @server: name of a server
 * @contents: (element-type SlwBackupEntry): entries with a content
 * @error: return location
 *
 * Puts checked contents, under their number in the list, into a folder for that server, which is emptied first.
 *
 * Returns: (transfer full): path of the folder, or %NULL with @error
 */
char *slw_backup_store_stage (SlwBackupStore *self, const char *server, GPtrArray *contents, GError **error);

/**
 * slw_backup_store_drop:
 * @self: a store
 * @server: name of a server
 *
 * Removes what slw_backup_store_stage() made.
 */
void slw_backup_store_drop (SlwBackupStore *self, const char *server);

/**
 * slw_backup_store_check:
 * @self: a store
 * @digest: of an object
 * @size: its size in bytes
 * @error: return location
 *
 * Reads it back from the disk.
 *
 * Returns: %FALSE with %SLW_ERROR_VERIFY when it is not there or not what its name says
 */
gboolean slw_backup_store_check (SlwBackupStore *self, const char *digest, guint64 size, GError **error);

/**
 * slw_backup_store_sync:
 * @self: a store
 * @error: return location
 *
 * Returns: whether all that was written is on the disk now
 */
gboolean slw_backup_store_sync (SlwBackupStore *self, GError **error);

/**
 * slw_backup_store_new_id:
 * @self: a store
 * @server: name of a server
 * @time: seconds since 1970
 *
 * Returns: (transfer full): an id for a backup of that time that is not taken; ids sort by time
 */
char *slw_backup_store_new_id (SlwBackupStore *self, const char *server, gint64 time);

/**
 * slw_backup_store_write_manifest:
 * @self: a store
 * @manifest: a sorted manifest
 * @error: return location
 *
 * Everything that was written before is on the disk before the manifest is; then it is read back and compared.
 *
 * Returns: whether the backup is there now
 */
gboolean slw_backup_store_write_manifest (SlwBackupStore *self, const SlwBackupManifest *manifest, GError **error);

/**
 * slw_backup_store_load:
 * @self: a store
 * @server: name of a server
 * @id: id of a backup, or %NULL for its newest
 * @error: return location
 *
 * Returns: (transfer full): its manifest, or %NULL with %SLW_ERROR_NOT_FOUND, or %SLW_ERROR_INVALID for a damaged one
 */
SlwBackupManifest *slw_backup_store_load (SlwBackupStore *self, const char *server, const char *id, GError **error);

/**
 * slw_backup_store_write_summary:
 * @self: a store
 * @summary: of an encrypted backup, which is on the disk
 * @error: return location
 *
 * Returns: whether the backup is there now
 */
gboolean slw_backup_store_write_summary (SlwBackupStore *self, const SlwBackupSummary *summary, GError **error);

/**
 * slw_backup_store_load_summary:
 * @self: a store
 * @server: name of a server
 * @id: (nullable): id of a backup, %NULL for its newest
 * @error: return location
 *
 * Returns: (transfer full): what may be said of it, encrypted or not; %NULL as slw_backup_store_load()
 */
SlwBackupSummary *
slw_backup_store_load_summary (SlwBackupStore *self, const char *server, const char *id, GError **error);

/**
 * slw_backup_store_list:
 * @self: a store
 * @server: name of a server
 *
 * Returns: (transfer full) (element-type utf8): ids of its backups, the oldest first
 */
GPtrArray *slw_backup_store_list (SlwBackupStore *self, const char *server);

/**
 * slw_backup_store_list_servers:
 * @self: a store
 *
 * Returns: (transfer full) (element-type utf8): names of the servers that it has something of, sorted
 */
GPtrArray *slw_backup_store_list_servers (SlwBackupStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwBackupStore, slw_backup_store_free)

G_END_DECLS
