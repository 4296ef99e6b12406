/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwBackupSummary:
 * @id: of the backup
 * @run: of the run that made it
 * @server: name of the server
 * @time: seconds since 1970
 * @entries: how many it has
 * @bytes: the sum of their sizes
 * @sealed: size of the encrypted file in bytes; 0 for a backup that is not encrypted
 * @digest: (nullable): SHA-256 of the encrypted file
 *
 * What may be said of a backup without reading what is in it. Of an encrypted one this is all that can be read without the
 * private key, so it has no names of files and no digests of contents: short secrets can be guessed from their digest.
 */
typedef struct {
  char *id;
  char *run;
  char *server;
  gint64 time;
  guint64 entries;
  guint64 bytes;
  guint64 sealed;
  char *digest;
} SlwBackupSummary;

/**
 * slw_backup_summary_free:
 * @summary: (transfer full): a summary
 */
void slw_backup_summary_free (SlwBackupSummary *summary);

/**
 * slw_backup_summary_to_text:
 * @summary: of an encrypted backup
 *
 * Returns: (transfer full): the text that slw_backup_summary_parse() reads
 */
char *slw_backup_summary_to_text (const SlwBackupSummary *summary);

/**
 * slw_backup_summary_parse:
 * @text: any bytes
 * @length: how many
 * @error: return location
 *
 * Returns: (transfer full): the summary, or %NULL with %SLW_ERROR_INVALID when a line is missing, odd or one too many
 */
SlwBackupSummary *slw_backup_summary_parse (const char *text, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwBackupSummary, slw_backup_summary_free)

G_END_DECLS
