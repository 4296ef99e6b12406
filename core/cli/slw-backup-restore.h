/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-manifest.h"
#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * slw_backup_restore:
 * @cli: the context
 * @backup: what shall be there again
 * @paths: (array zero-terminated=1): only these and what is below them; none: all
 * @identity: (nullable): absolute path of the private key of an encrypted one, without a passphrase
 * @error: return location
 *
 * Shows the plan of the pipeline `restore`, asks, and runs it: journal, ceiling and gates are those of every run.
 *
 * Returns: whether it is done, or nothing had to be
 */
gboolean slw_backup_restore (
    SlwCliContext *cli, const SlwBackupManifest *backup, char **paths, const char *identity, GError **error);

G_END_DECLS
