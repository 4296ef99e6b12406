/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-log.h"

#include <string.h>

#include "journal-kit.h"

/* The entries as "kind server:step text", one a line. */
static char *
read_all (SlwJournalLog *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = slw_journal_log_read (log, &error);
  GString *out = g_string_new (NULL);
  gint64 last = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++) {
    const SlwJournalEntry *entry = g_ptr_array_index (entries, i);

    g_assert_cmpint (entry->time, >=, last);
    last = entry->time;
    g_string_append_printf (out, "%s %s:%s %s\n", slw_journal_log_get_kind_name (entry->kind), entry->server,
                            entry->step, entry->text);
  }
  return g_string_free (out, FALSE);
}

static void
assert_reads (SlwJournalLog *log, const char *expected)
{
  g_autofree char *text = read_all (log);

  g_assert_cmpstr (text, ==, expected);
}

/* Times are of microseconds, and two entries of one microsecond keep the order in which they were written. */
static void
test_following (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournalLog) log = slw_journal_log_new (journal, "r1", NULL, NULL);

  assert_reads (log, "");
  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "packages", "packages.install", "apt");
  slw_journal_add_line (journal, step, "note", "before");
  gint64 action = slw_journal_intend (journal, step, "k", "install", SLW_EFFECT_MUTATE, "c", "apt-get install");
  journal_kit_flush_well (journal);
  g_autofree char *first = read_all (log);
  g_assert_true (g_str_has_prefix (first, "started main:packages packages.install by apt\n"));
  assert_reads (log, "");

  slw_journal_add_line (journal, step, "finding", "high: disk");
  slw_journal_conclude (journal, action, 100, "out", 3, "err");
  journal_kit_flush_well (journal);
  g_autofree char *second = read_all (log);
  g_assert_nonnull (strstr (second, "finding main:packages high: disk\n"));
  g_assert_nonnull (
      strstr (second, "output main:packages out\nstderr main:packages err\noutcome main:packages install\n"));
  slw_journal_end_step (journal, step, "failed", "it broke");
  journal_kit_flush_well (journal);
  assert_reads (log, "finished main:packages failed: it broke\n");
  assert_reads (log, "");
}

/* What was journalled line by line is not told once more with the outcome; of the next action it is. */
static void
test_printed (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournalLog) log = slw_journal_log_new (journal, "r1", NULL, NULL);

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "p");
  gint64 one = slw_journal_intend (journal, step, "k1", "one", SLW_EFFECT_MUTATE, "c", "first");
  slw_journal_add_line (journal, step, "output", "line 1");
  slw_journal_add_line (journal, step, "stderr", "line 2");
  slw_journal_conclude (journal, one, 0, "line 1\n", 7, "line 2\n");
  gint64 between = g_get_real_time ();
  while (g_get_real_time () <= between)
    g_thread_yield ();
  gint64 two = slw_journal_intend (journal, step, "k2", "two", SLW_EFFECT_READ, "c", "second");
  slw_journal_conclude (journal, two, 0, "whole", 5, "");
  journal_kit_flush_well (journal);

  g_autofree char *text = read_all (log);
  g_assert_nonnull (strstr (text, "output main:s line 1\n"));
  g_assert_null (strstr (text, "line 1\n\n"));
  g_assert_nonnull (strstr (text, "action main:s second\noutput main:s whole\noutcome main:s two\n"));
}

/* Where lines were dropped, the start and the end of the whole are told with the outcome. */
static void
test_dropped (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournalLog) log = slw_journal_log_new (journal, "r1", NULL, NULL);

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "p");
  gint64 action = slw_journal_intend (journal, step, "k1", "one", SLW_EFFECT_MUTATE, "c", "first");
  slw_journal_add_line (journal, step, "output", "line 1");
  slw_journal_add_line (journal, step, "dropped", "too much");
  slw_journal_conclude (journal, action, 0, "start and end", 13, "");
  journal_kit_flush_well (journal);

  g_autofree char *text = read_all (log);
  g_assert_nonnull (strstr (text, "output main:s line 1\n"));
  g_assert_nonnull (strstr (text, "note main:s too much\n"));
  g_assert_nonnull (strstr (text, "output main:s start and end\n"));
}

static void
test_selection (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournalLog) of_main = slw_journal_log_new (journal, "r1", "main", NULL);
  g_autoptr (SlwJournalLog) of_step = slw_journal_log_new (journal, "r1", "main", "verify");

  journal_kit_begin_run (journal, "r1");
  gint64 one = slw_journal_begin_step (journal, "r1", "main", "packages", "packages.install", "apt");
  gint64 two = slw_journal_begin_step (journal, "r1", "shard", "packages", "packages.install", NULL);
  gint64 three = slw_journal_begin_step (journal, "r1", "main", "verify", "role.verify", "main-role");
  slw_journal_add_line (journal, one, "note", "a");
  slw_journal_add_line (journal, two, "note", "b");
  slw_journal_add_line (journal, three, "note", "c");
  journal_kit_flush_well (journal);

  g_autofree char *main_text = read_all (of_main);
  g_assert_null (strstr (main_text, "shard"));
  g_assert_nonnull (strstr (main_text, "note main:packages a\n"));
  g_assert_nonnull (strstr (main_text, "note main:verify c\n"));
  assert_reads (of_step, "started main:verify role.verify by main-role\nnote main:verify c\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-log/following", JournalKit, NULL, journal_kit_set_up, test_following, journal_kit_tear_down);
  g_test_add ("/journal-log/printed", JournalKit, NULL, journal_kit_set_up, test_printed, journal_kit_tear_down);
  g_test_add ("/journal-log/dropped", JournalKit, NULL, journal_kit_set_up, test_dropped, journal_kit_tear_down);
  g_test_add ("/journal-log/selection", JournalKit, NULL, journal_kit_set_up, test_selection, journal_kit_tear_down);
  return g_test_run ();
}
