/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/backup/slw-backup-store.h"
#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * slw_backup_diff_print:
 * @cli: the context
 * @store: the store that holds both
 * @before: a backup
 * @after: another, or what was read from the server
 * @paths: (array zero-terminated=1): only these and what is below them; none: all
 * @error: return location
 *
 * Prints what differs: texts as a unified diff (by diff), the rest by size and digest. What is secret is not shown.
 *
 * Returns: whether it could
 */
gboolean slw_backup_diff_print (SlwCliContext *cli,
                                SlwBackupStore *store,
                                const SlwBackupManifest *before,
                                const SlwBackupManifest *after,
                                const char *const *paths,
                                GError **error);

/**
 * slw_backup_diff_dup_text:
 * @store: a store
 * @entry: (nullable): an entry
 * @error: return location
 *
 * Returns: (transfer full): its content without the values of secrets, empty for %NULL; %NULL without @error for what is no
 *   text, or too long
 */
char *slw_backup_diff_dup_text (SlwBackupStore *store, const SlwBackupEntry *entry, GError **error);

/**
 * slw_backup_diff_start:
 * @words: (array zero-terminated=1): a program that compares files, and its options
 * @contents: (array zero-terminated=1): what is in the files
 * @flags: as g_subprocess_new() takes them
 * @error: return location
 *
 * Starts it with files that are in memory only.
 *
 * Returns: (transfer full): the process, or %NULL with @error
 */
GSubprocess *
slw_backup_diff_start (const char *const *words, GBytes *const *contents, GSubprocessFlags flags, GError **error);

/**
 * slw_backup_diff_texts:
 * @before_label: what @before is
 * @before: a text
 * @after_label: what @after is
 * @after: a text
 * @error: return location
 *
 * Returns: (transfer full): what diff(1) says, fit for a terminal; %NULL with @error
 */
char *slw_backup_diff_texts (
    const char *before_label, const char *before, const char *after_label, const char *after, GError **error);

G_END_DECLS
