/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-store.h"
#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * SlwBackupOptions:
 * @folder: (nullable): `--folder`
 * @platform: (nullable): `--platform-name`
 * @server: (nullable): `--server`
 * @archive: (nullable): `--archive`
 * @state: (nullable): `--state`
 * @backup: (nullable): `--backup`
 * @limit: `--limit`, MiB
 * @keep: `--keep`
 * @keep_days: `--keep-days`
 *
 * Options of `slipway backups`. Those with a meaning for people are in slipway(1); the others are for the plugin
 * `config-backup`, which runs the verbs below on the controller.
 */
typedef struct {
  char *folder;
  char *platform;
  char *server;
  char *archive;
  char *state;
  char *backup;
  int limit;
  int keep;
  int keep_days;
} SlwBackupOptions;

/**
 * slw_backup_verb_take:
 * @options: options
 * @error: return location
 *
 * An archive becomes a verified backup, old ones go; standard input has patterns, one a line, of paths whose content is never
 * shown. Prints `name value` lines. The archive and the state are removed,
 * whatever happens.
 *
 * Returns: whether it worked
 */
gboolean slw_backup_verb_take (const SlwBackupOptions *options, GError **error);

G_END_DECLS
