/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gstdio.h>

#include "core/journal/slw-journal.h"

/* What the tests of the journal share: a folder that goes with the test, and a flush that is waited for. */

typedef struct {
  char *folder;
  char *path;
} JournalKit;

static inline void
journal_kit_set_up (JournalKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit->folder = g_dir_make_tmp ("slipway-journal-XXXXXX", &error);
  g_assert_no_error (error);
  kit->path = g_build_filename (kit->folder, "state", "journal.db", NULL);
}

static inline void
journal_kit_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      journal_kit_remove (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static inline void
journal_kit_tear_down (JournalKit *kit, gconstpointer data)
{
  journal_kit_remove (kit->folder);
  g_free (kit->folder);
  g_free (kit->path);
}

static inline SlwJournal *
journal_kit_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  SlwJournal *journal = slw_journal_sqlite_new (path, &error);

  g_assert_no_error (error);
  return journal;
}

static inline void
journal_kit_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The flush of the journal has a deadline of its own, so this ends. */
static inline gboolean
journal_kit_flush (SlwJournal *journal, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_journal_flush_async (journal, NULL, journal_kit_on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return slw_journal_flush_finish (journal, result, error);
}

static inline void
journal_kit_flush_well (SlwJournal *journal)
{
  g_autoptr (GError) error = NULL;
  gboolean good = journal_kit_flush (journal, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static inline void
journal_kit_begin_run (SlwJournal *journal, const char *id)
{
  const SlwJournalRun run = { .id = (char *) id,
                              .platform = (char *) "mail",
                              .pipeline = (char *) "install",
                              .mode = (char *) "run",
                              .ceiling = (char *) "DESTROY",
                              .operator_name = (char *) "ada@desk" };

  slw_journal_begin_run (journal, &run);
}
