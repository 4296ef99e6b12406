/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the plugin config-backup reads: lists of paths, the store's answers, ages of backups; and texts that are shown. */

#include "fuzz.h"

#include <string.h>

#include "capture.h"
#include "core/backup/slw-backup-text.h"
#include "external.h"
#include "operations.h"
#include "path-list.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const roles[] = { "main", NULL };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) errors = NULL;
  g_autoptr (GError) lists = NULL;
  g_autoptr (GError) taken = NULL;
  g_autoptr (GPtrArray) operations = operations_parse (text, &errors);
  g_autoptr (PathList) list = path_list_new (text, roles, NULL, NULL, &lists);
  g_autoptr (Capture) capture = capture_parse (text, &taken);
  gint64 age;

  fuzz_assert_outcome (operations, errors);
  fuzz_assert_outcome (list, lists);
  fuzz_assert_outcome (capture, taken);
  for (guint i = 0; operations != NULL && i < operations->len; i++)
    g_assert_cmpint (*((Operation *) g_ptr_array_index (operations, i))->path, ==, '/');
  external_read_age (text, &age);
  if (g_utf8_validate (text, -1, NULL)) {
    g_autofree char *shown = slw_backup_text_hide (text);

    g_assert_nonnull (shown);
  }
  return 0;
}
