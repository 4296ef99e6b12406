/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-manifest.h"

G_BEGIN_DECLS

/**
 * SlwBackupDifference:
 * @before: (nullable): the entry in the first manifest, %NULL when only the second has one
 * @after: (nullable): the entry in the second manifest, %NULL when only the first has one
 */
typedef struct {
  const SlwBackupEntry *before;
  const SlwBackupEntry *after;
} SlwBackupDifference;

/**
 * slw_backup_compare:
 * @before: a sorted manifest
 * @after: another
 * @paths: (array zero-terminated=1) (nullable): only these and what is below them; none: all
 *
 * Compares type, content, mode, owner, attributes and where links point; not times, and not
 * what is known about configuration files besides (`slw-backup-conffile.h`).
 *
 * Returns: (transfer full) (element-type SlwBackupDifference): what differs, sorted by path
 */
GPtrArray *
slw_backup_compare (const SlwBackupManifest *before, const SlwBackupManifest *after, const char *const *paths);

/**
 * slw_backup_is_selected:
 * @path: a path
 * @paths: (array zero-terminated=1) (nullable): paths
 *
 * Returns: whether @path is one of @paths or below one; always when there are none
 */
gboolean slw_backup_is_selected (const char *path, const char *const *paths);

/**
 * slw_backup_dup_operations:
 * @backup: a sorted manifest: what shall be
 * @live: another: what is
 * @paths: (array zero-terminated=1) (nullable): only these and what is below them
 * @contents: (out) (transfer full) (element-type SlwBackupEntry): entries of @backup whose content is needed, in the order
 *   of the numbers in the text
 *
 * What has to be done to make @live like @backup, one thing a line: `folder MODE OWNER PATH`, `file MODE OWNER NUMBER PATH`,
 * `attributes LINES PATH` for access control lists and extended attributes (lines as in a manifest, or `remove NAME`),
 * `link TARGET PATH`, and `extra PATH` for what is there besides and is left alone. Folders that are missing above a file are
 * made, too. Owners are names where the backup has them.
 *
 * Returns: (transfer full): the lines
 */
char *slw_backup_dup_operations (const SlwBackupManifest *backup,
                                 const SlwBackupManifest *live,
                                 const char *const *paths,
                                 GPtrArray **contents);

G_END_DECLS
