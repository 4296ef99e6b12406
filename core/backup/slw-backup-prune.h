/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-store.h"

G_BEGIN_DECLS

/**
 * slw_backup_store_prune:
 * @self: a store
 * @server: name of a server
 * @keep: how many of its newest backups stay in any case, at least 1
 * @before: older ones go when they are from before this time, in seconds since 1970
 * @error: return location
 *
 * When something went, contents that no backup of any server refers to any more go, too. Waits until nobody else is in
 * the store.
 *
 * Returns: how many backups went, or -1 with @error
 */
int slw_backup_store_prune (SlwBackupStore *self, const char *server, guint keep, gint64 before, GError **error);

G_END_DECLS
