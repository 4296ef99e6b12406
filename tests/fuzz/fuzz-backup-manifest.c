/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Manifests of backups, and what is said of encrypted ones: what is read is written as it was. */

#include "fuzz.h"

#include <string.h>

#include "core/backup/slw-backup-manifest.h"
#include "core/backup/slw-backup-summary.h"

static void
read_summary (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupSummary) summary = slw_backup_summary_parse ((const char *) data, size, &error);
  g_autofree char *text = NULL;
  g_autoptr (SlwBackupSummary) again = NULL;

  fuzz_assert_outcome (summary, error);
  if (summary == NULL)
    return;
  text = slw_backup_summary_to_text (summary);
  again = slw_backup_summary_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->id, ==, summary->id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupManifest) manifest = slw_backup_manifest_parse ((const char *) data, size, &error);
  g_autofree char *text = NULL;
  g_autoptr (SlwBackupManifest) again = NULL;

  read_summary (data, size);
  fuzz_assert_outcome (manifest, error);
  if (manifest == NULL)
    return 0;
  text = slw_backup_manifest_to_text (manifest);
  again = slw_backup_manifest_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->entries->len, ==, manifest->entries->len);
  for (guint i = 0; i < again->entries->len; i++)
    g_assert_true (slw_backup_path_is_clean (((SlwBackupEntry *) g_ptr_array_index (again->entries, i))->path));
  return 0;
}
