/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/journal-kit.h"

/* Requests and states: those of the run that is asked for, from another connection than they were written by. */
static void
test_of_one_run (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournal) other = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  gint64 id;

  journal_kit_begin_run (journal, "r1");
  journal_kit_begin_run (journal, "r2");
  slw_journal_set_state (journal, "r1", "two", "unsafe", "step “safe”: failed");
  slw_journal_set_state (journal, "r1", "two", "safe", "is up\033[31m");
  slw_journal_set_state (journal, "r1", "one", "untouched", "was only looked at");
  journal_kit_flush_well (journal);
  id = slw_journal_add_request (other, "r1", "pause", "eve@desk", &error);
  g_assert_no_error (error);
  slw_journal_see_request (journal, id);
  journal_kit_flush_well (journal);

  g_autoptr (GPtrArray) requests = slw_journal_list_requests (other, "r1", &error);
  const SlwJournalRequest *request = g_ptr_array_index (requests, 0);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_cmpstr (request->verb, ==, "pause");
  g_assert_cmpstr (request->operator_name, ==, "eve@desk");
  g_assert_cmpint (request->seen, >=, request->time);
  g_autoptr (GPtrArray) states = slw_journal_list_states (other, "r1", &error);
  g_assert_cmpuint (states->len, ==, 2);
  g_assert_cmpstr (((SlwJournalState *) g_ptr_array_index (states, 0))->server, ==, "one");
  g_assert_cmpstr (((SlwJournalState *) g_ptr_array_index (states, 1))->state, ==, "safe");
  g_assert_cmpstr (((SlwJournalState *) g_ptr_array_index (states, 1))->message, ==, "is up\\x1b[31m");
  g_autoptr (GPtrArray) none = slw_journal_list_requests (other, "r2", &error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_no_such_run (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (slw_journal_add_request (journal, "nobody", "pause", "eve@desk", &error), ==, 0);
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-sqlite-read/of-one-run", JournalKit, NULL, journal_kit_set_up, test_of_one_run,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-read/no-such-run", JournalKit, NULL, journal_kit_set_up, test_no_such_run,
              journal_kit_tear_down);
  return g_test_run ();
}
