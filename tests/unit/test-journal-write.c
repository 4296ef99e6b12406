/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-write.h"

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-schema.h"
#include "journal-kit.h"

static SlwJournalWrite *
make_write (SlwJournalStatement statement, const char *types, ...)
{
  SlwJournalWrite *write;
  va_list values;

  va_start (values, types);
  write = slw_journal_write_new (statement, types, values);
  va_end (values);
  return write;
}

static int
execute (SlwJournalWriter *writer, SlwJournalWrite *write, GError **error)
{
  int status = slw_journal_write_execute (write, writer, error);

  slw_journal_write_free (write);
  return status;
}

static void
close_writer (SlwJournalWriter *writer)
{
  for (guint i = 0; i < SLW_JOURNAL_WRITE_N_STATEMENTS; i++)
    sqlite3_finalize (writer->prepared[i]);
  sqlite3_close (writer->db);
}

static void
test_ids (void)
{
  SlwJournalWriter writer = { .number = 7 };
  gint64 whole = slw_journal_write_complete_id (&writer, 5);

  g_assert_cmpint (whole, ==, (G_GINT64_CONSTANT (7) << 32) + 5);
  writer.number = 8;
  g_assert_cmpint (slw_journal_write_complete_id (&writer, whole), ==, whole);
}

/* An id that was handed out before there was a number of the writer is complete when it is written. */
static void
test_late_number (JournalKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlwJournalWriter writer = { slw_journal_schema_open (kit->path, &error), kit->path };
  SlwJournalWrite *step
      = make_write (SLW_JOURNAL_WRITE_BEGIN_STEP, "kttttti", (gint64) 1, "r", "s", "t", "k", "p", (gint64) 1);
  SlwJournalWrite *run
      = make_write (SLW_JOURNAL_WRITE_BEGIN_RUN, "ttttttiw", "r", "p", "i", "run", "READ", "ada", (gint64) 1);

  g_assert_no_error (error);
  execute (&writer, make_write (SLW_JOURNAL_WRITE_ADD_WRITER, "ttiii", "h", "b", (gint64) 1, (gint64) 1, (gint64) 1),
           &error);
  g_assert_no_error (error);
  writer.number = sqlite3_last_insert_rowid (writer.db);
  execute (&writer, run, &error);
  execute (&writer, step, &error);
  g_assert_no_error (error);
  close_writer (&writer);

  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, "r", &error);
  g_assert_cmpuint (steps->len, ==, 1);
  g_assert_cmpint (((SlwJournalStep *) steps->pdata[0])->id, ==, (G_GINT64_CONSTANT (1) << 32) + 1);
}

static void
test_refused (JournalKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlwJournalWriter writer = { slw_journal_schema_open (kit->path, NULL), kit->path };

  g_assert_cmpint (execute (&writer,
                            make_write (SLW_JOURNAL_WRITE_ADD_LINE, "kkitT", (gint64) 1, (gint64) 2, (gint64) 3, "note",
                                        g_strdup ("text")),
                            &error),
                   !=, SQLITE_OK);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "journal "));
  close_writer (&writer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-write/ids", test_ids);
  g_test_add ("/journal-write/late-number", JournalKit, NULL, journal_kit_set_up, test_late_number,
              journal_kit_tear_down);
  g_test_add ("/journal-write/refused", JournalKit, NULL, journal_kit_set_up, test_refused, journal_kit_tear_down);
  return g_test_run ();
}
