/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-reader.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "journal-kit.h"

static void
test_empty (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_journal_find_run (journal, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (slw_journal_find_run (journal, "2026", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "2026"));
  g_clear_error (&error);
  g_assert_null (slw_journal_get_facts (journal, "r", "s", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, NULL, 0, &error);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, "r", &error);
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (journal, 1, &error);
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, "r", 0, 0, &error);
  g_autoptr (GHashTable) outputs = slw_journal_get_outputs (journal, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len + steps->len + actions->len + lines->len + g_hash_table_size (outputs), ==, 0);
}

static void
assert_found (SlwJournal *journal, const char *asked, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) run = slw_journal_find_run (journal, asked, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (run->id, ==, expected);
}

static void
test_find_run (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  const char *ids[]
      = { "20260101-000000-aaaa", "20260101-000000-bbbb", "20260102-000000-cccc", "20260102-000000-cccc2" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const SlwJournalRun run
        = { .id = (char *) ids[i], .platform = (char *) (i < 2 ? "one" : "two"), .started = i == 1 ? 5000 : 1000 + i };
    slw_journal_begin_run (journal, &run);
  }
  journal_kit_flush_well (journal);

  assert_found (journal, NULL, ids[1]);
  assert_found (journal, ids[0], ids[0]);
  assert_found (journal, ids[2], ids[2]); /* whole, although it is a prefix of another too */
  assert_found (journal, "20260101-000000-b", ids[1]);
  g_assert_null (slw_journal_find_run (journal, "20260101", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, ids[0]));
  g_assert_nonnull (strstr (error->message, ids[1]));
  g_clear_error (&error);
  g_assert_null (slw_journal_find_run (journal, "%", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_autoptr (GPtrArray) all = slw_journal_list_runs (journal, NULL, 0, &error);
  g_assert_cmpuint (all->len, ==, 4);
  g_assert_cmpstr (((SlwJournalRun *) all->pdata[0])->id, ==, ids[1]);
  g_assert_cmpstr (((SlwJournalRun *) all->pdata[3])->id, ==, ids[0]);
  g_autoptr (GPtrArray) two = slw_journal_list_runs (journal, "two", 0, &error);
  g_assert_cmpuint (two->len, ==, 2);
  g_autoptr (GPtrArray) most = slw_journal_list_runs (journal, NULL, 3, &error);
  g_assert_cmpuint (most->len, ==, 3);
}

static void
test_lines (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (journal, "r1");
  journal_kit_begin_run (journal, "r2");
  gint64 a = slw_journal_begin_step (journal, "r1", "main", "packages", "packages.install", "apt");
  gint64 b = slw_journal_begin_step (journal, "r1", "shard", "packages", "packages.install", "apt");
  gint64 other = slw_journal_begin_step (journal, "r2", "main", "packages", "packages.install", "apt");
  slw_journal_add_line (journal, a, "output", "one");
  slw_journal_add_line (journal, b, "note", "two");
  slw_journal_add_line (journal, other, "note", "elsewhere");
  slw_journal_add_line (journal, a, "stderr", "three");
  journal_kit_flush_well (journal);

  g_autoptr (GPtrArray) all = slw_journal_list_lines (journal, "r1", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  const SlwJournalLine *second = all->pdata[1];
  g_assert_cmpstr (second->kind, ==, "note");
  g_assert_cmpstr (second->text, ==, "two");
  g_assert_cmpint (second->step, ==, b);
  g_assert_cmpint (ABS (g_get_real_time () - second->time), <, 60 * G_USEC_PER_SEC);

  g_autoptr (GPtrArray) rest = slw_journal_list_lines (journal, "r1", 0, second->id, &error);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (((SlwJournalLine *) rest->pdata[0])->text, ==, "three");
  g_autoptr (GPtrArray) of_a = slw_journal_list_lines (journal, "r1", a, 0, &error);
  g_assert_cmpuint (of_a->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-reader/empty", JournalKit, NULL, journal_kit_set_up, test_empty, journal_kit_tear_down);
  g_test_add ("/journal-reader/find-run", JournalKit, NULL, journal_kit_set_up, test_find_run, journal_kit_tear_down);
  g_test_add ("/journal-reader/lines", JournalKit, NULL, journal_kit_set_up, test_lines, journal_kit_tear_down);
  return g_test_run ();
}
