/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-manifest.h"

G_BEGIN_DECLS

/* What a backup knows about edited configuration files of packages besides stands below this, which is no path of a server:
 * `default`, what the installed package brought; `live` and `new`, the file, and the new default that was put beside it. */
#define SLW_BACKUP_CONFFILES "/@conffiles"
#define SLW_BACKUP_CONFFILE_DEFAULT SLW_BACKUP_CONFFILES "/default"
#define SLW_BACKUP_CONFFILE_LIVE SLW_BACKUP_CONFFILES "/live"
#define SLW_BACKUP_CONFFILE_NEW SLW_BACKUP_CONFFILES "/new"

/**
 * slw_backup_conffile_is_one:
 * @path: path of an entry
 *
 * Returns: whether it is one of these, and no file of the server that could be restored
 */
gboolean slw_backup_conffile_is_one (const char *path);

/**
 * slw_backup_conffile_dup_path:
 * @path: path of an entry
 *
 * Returns: (transfer full): path on the server of the file that it is about, or of the new default; @path for another entry
 */
char *slw_backup_conffile_dup_path (const char *path);

/**
 * slw_backup_conffile_dup_edited:
 * @path: path on the server of what a package manager put beside a file
 *
 * Returns: (transfer full): path of that file; @path for another one
 */
char *slw_backup_conffile_dup_edited (const char *path);

G_END_DECLS
