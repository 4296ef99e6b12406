/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A journal that somebody damaged: it is opened and read, or refused. */

#include "fuzz.h"

#include <glib/gstdio.h>

#include "core/journal/slw-journal.h"

static void
read_run (SlwJournal *journal, const SlwJournalRun *run)
{
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, run->id, NULL);
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, run->id, 0, 0, NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);
    g_autoptr (GPtrArray) actions = slw_journal_list_actions (journal, step->id, NULL);
    g_autoptr (GHashTable) outputs = slw_journal_get_outputs (journal, step->id, NULL, NULL);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) journal = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  journal = slw_journal_sqlite_new (path, &error);
  fuzz_assert_outcome (journal, error);
  if (journal != NULL)
    runs = slw_journal_list_runs (journal, NULL, 10, NULL);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    read_run (journal, g_ptr_array_index (runs, i));
  g_clear_object (&journal);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

    g_unlink (file);
  }
  g_rmdir (folder);
  return 0;
}
