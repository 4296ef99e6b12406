/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Archives that a server sent: no entry leaves with a path that is not clean. */

#include "fuzz.h"

#include <stdio.h>
#include <unistd.h>

#include "core/backup/slw-backup-archive.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  int fd = g_file_open_tmp ("slipway-fuzz-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  entries = slw_backup_archive_read (path, 1024 * 1024, NULL, NULL, &error);
  unlink (path);
  fuzz_assert_outcome (entries, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const SlwBackupEntry *entry = g_ptr_array_index (entries, i);

    g_assert_true (slw_backup_path_is_clean (entry->path));
    g_assert_cmpint (entry->digest != NULL, ==, slw_backup_entry_has_content (entry));
  }
  return 0;
}
