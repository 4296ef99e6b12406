/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwTranscriptEntry:
 * @command: the line for the server's sh
 * @status: its exit status
 * @output: its standard output
 * @errors: its standard error
 *
 * One command of a transcript, and what came back.
 */
typedef struct {
  char *command;
  int status;
  GBytes *output;
  GBytes *errors;
} SlwTranscriptEntry;

/**
 * slw_transcript_load:
 * @path: a file
 * @error: return location
 *
 * The file is JSON: `{"format": "slipway.commands/1", "commands": [{"command": …, "status": …, "stdout": …, "stderr": …}]}`.
 * What is not UTF-8 stands in base64 under `stdout64` and `stderr64`. What is 0 or empty may be left out.
 *
 * Returns: (transfer full) (element-type SlwTranscriptEntry): its entries, or %NULL with %SLW_ERROR_INVALID that says where
 */
GPtrArray *slw_transcript_load (const char *path, GError **error);

/**
 * slw_transcript_save:
 * @path: a file, replaced; mode 0600, since it may hold anything that servers say
 * @entries: (element-type SlwTranscriptEntry): its entries
 * @error: return location
 *
 * Known secrets are blotted out.
 *
 * Returns: whether it was written, else %SLW_ERROR_FAILED
 */
gboolean slw_transcript_save (const char *path, GPtrArray *entries, GError **error);

/**
 * slw_transcript_new:
 *
 * Returns: (transfer full) (element-type SlwTranscriptEntry): an empty transcript
 */
GPtrArray *slw_transcript_new (void);

/**
 * slw_transcript_add:
 * @entries: (element-type SlwTranscriptEntry): a transcript
 * @command: a command
 * @status: its status
 * @output: its standard output
 * @errors: its standard error
 */
void slw_transcript_add (GPtrArray *entries, const char *command, int status, GBytes *output, GBytes *errors);

G_END_DECLS
