/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "core/backup/slw-backup-manifest.h"

G_BEGIN_DECLS

/**
 * SlwBackupArchiveFunc:
 * @entry: a file of the archive, without its digest
 * @user_data: what slw_backup_archive_read() was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): where its content goes, or %NULL; without @error set: nowhere
 */
typedef GOutputStream *(*SlwBackupArchiveFunc) (const SlwBackupEntry *entry, gpointer user_data, GError **error);

/**
 * slw_backup_archive_read:
 * @path: a tar archive, gzip or plain
 * @limit: the most bytes that all contents may have
 * @open: (nullable): asked for each file where its content goes
 * @user_data: for @open
 * @error: return location
 *
 * Nothing of an archive is believed: it is bounded in entries, bytes and attributes, a path that is not clean ends it, and so does a
 * hard link to what did not come before. Devices, pipes and sockets are left out. Nothing is ever written under a name of
 * the archive's.
 *
 * Returns: (transfer full) (element-type SlwBackupEntry): its entries as they came, with their digests; %NULL with
 *   %SLW_ERROR_INVALID for a bad archive, or the error of a stream
 */
GPtrArray *slw_backup_archive_read (
    const char *path, guint64 limit, SlwBackupArchiveFunc open, gpointer user_data, GError **error);

G_END_DECLS
