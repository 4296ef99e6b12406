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
 * @defaults: (nullable): `--defaults`
 * @backup: (nullable): `--backup`
 * @with: (nullable): `--with`
 * @conffiles: `--conffiles`
 * @identity: (nullable): `--identity`
 * @encrypt_to: (nullable): `--encrypt-to`, each time it was given
 * @encrypt_to_file: (nullable): `--encrypt-to-file`
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
  char *defaults;
  char *backup;
  char *with;
  gboolean conffiles;
  char *identity;
  char **encrypt_to;
  char *encrypt_to_file;
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

/**
 * slw_backup_verb_encryption:
 * @options: options
 * @error: return location
 *
 * Encrypts nothing at all to the keys of @options: whether it can be done is known before a server is changed.
 *
 * Returns: whether it worked
 */
gboolean slw_backup_verb_encryption (const SlwBackupOptions *options, GError **error);

/**
 * slw_backup_verb_operations:
 * @options: options
 * @words: (array zero-terminated=1): paths to restore, each as slw_backup_escape() makes it; none: all
 * @error: return location
 *
 * Prints what makes what was last read from the server like the backup, and stages the contents for it.
 *
 * Returns: whether it worked
 */
gboolean slw_backup_verb_operations (const SlwBackupOptions *options, char **words, GError **error);

/**
 * slw_backup_verb_drop:
 * @options: options
 * @error: return location
 *
 * Removes what was staged.
 *
 * Returns: whether it worked
 */
gboolean slw_backup_verb_drop (const SlwBackupOptions *options, GError **error);

/**
 * slw_backup_check_paths:
 * @manifest: a manifest
 * @paths: (array zero-terminated=1): paths
 * @error: return location
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when it has not all of them; the nearest is suggested
 */
gboolean slw_backup_check_paths (const SlwBackupManifest *manifest, char **paths, GError **error);

G_END_DECLS
