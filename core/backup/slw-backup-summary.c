/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-summary.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-manifest.h"

#define FORMAT "slipway-sealed 1"
#define DIGEST_LENGTH 64

static const char *const names[] = { "id", "run", "server", "time", "entries", "bytes", "size", "sha256" };

void
slw_backup_summary_free (SlwBackupSummary *summary)
{
  g_free (summary->id);
  g_free (summary->run);
  g_free (summary->server);
  g_free (summary->digest);
  g_free (summary);
}

char *
slw_backup_summary_to_text (const SlwBackupSummary *summary)
{
  g_autofree char *id = slw_backup_escape (summary->id);
  g_autofree char *run = slw_backup_escape (summary->run);
  g_autofree char *server = slw_backup_escape (summary->server);

  return g_strdup_printf (FORMAT "\nid %s\nrun %s\nserver %s\ntime %" G_GINT64_FORMAT "\nentries %" G_GUINT64_FORMAT
                                 "\nbytes %" G_GUINT64_FORMAT "\nsize %" G_GUINT64_FORMAT "\nsha256 %s\nend\n",
                          id, run, server, summary->time, summary->entries, summary->bytes, summary->sealed,
                          summary->digest);
}

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LENGTH && strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

/* @words: what follows each of the names */
static gboolean
read_words (SlwBackupSummary *self, char **words)
{
  self->id = slw_backup_unescape (words[0]);
  self->run = slw_backup_unescape (words[1]);
  self->server = slw_backup_unescape (words[2]);
  self->digest = g_strdup (words[7]);
  return self->id != NULL && *self->id != '\0' && self->run != NULL && self->server != NULL
         && g_ascii_string_to_signed (words[3], 10, 0, G_MAXINT64, &self->time, NULL)
         && g_ascii_string_to_unsigned (words[4], 10, 0, SLW_BACKUP_ENTRIES_MAX, &self->entries, NULL)
         && g_ascii_string_to_unsigned (words[5], 10, 0, G_MAXINT64, &self->bytes, NULL)
         && g_ascii_string_to_unsigned (words[6], 10, 1, G_MAXINT64, &self->sealed, NULL) && is_digest (words[7]);
}

static gboolean
read_lines (SlwBackupSummary *self, char **lines)
{
  const guint count = G_N_ELEMENTS (names);
  char *words[G_N_ELEMENTS (names)];

  if (g_strv_length (lines) != count + 3 || !g_str_equal (lines[0], FORMAT) || !g_str_equal (lines[count + 1], "end")
      || *lines[count + 2] != '\0')
    return FALSE;
  for (guint i = 0; i < count; i++) {
    gsize length = strlen (names[i]);

    if (strncmp (lines[i + 1], names[i], length) != 0 || lines[i + 1][length] != ' ')
      return FALSE;
    words[i] = lines[i + 1] + length + 1;
  }
  return read_words (self, words);
}

SlwBackupSummary *
slw_backup_summary_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SlwBackupSummary) self = g_new0 (SlwBackupSummary, 1);
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", G_N_ELEMENTS (names) + 4);

  if (strlen (copy) == length && read_lines (self, lines))
    return g_steal_pointer (&self);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "is not what says of an encrypted backup what it is");
  return NULL;
}
