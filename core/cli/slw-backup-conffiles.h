/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-store.h"
#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * slw_backup_conffiles_print:
 * @cli: the context
 * @store: a store
 * @server: name of a server whose configuration files with new defaults beside them were just read
 * @identity: (nullable): path of the private key of encrypted backups
 * @error: return location
 *
 * Prints of each such file what the vendor changed and what was changed here, both since the old default, which the newest
 * backup has that was made before; whether the two touch each other; and, where no backup has an old default, what differs
 * between the new one and the file. Values of secrets are hidden as slw_backup_diff_print() does it.
 *
 * Returns: whether it worked
 */
gboolean slw_backup_conffiles_print (
    SlwCliContext *cli, SlwBackupStore *store, const char *server, const char *identity, GError **error);

G_END_DECLS
