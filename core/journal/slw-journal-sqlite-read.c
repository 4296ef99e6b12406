/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-sqlite.h"

#include "core/journal/slw-journal-reader.h"
#include "core/journal/slw-journal-text.h"

/* Names were cleaned when they were written, so they are here too. */

static SlwJournalRun *
find_run (SlwJournal *journal, const char *id, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_find_run (self->to.db, self->to.path, id, error);
}

static GPtrArray *
list_runs (SlwJournal *journal, const char *platform, guint most, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean = slw_journal_text_clean (platform, -1);

  return slw_journal_reader_list_runs (self->to.db, self->to.path, clean, most, error);
}

static GPtrArray *
list_steps (SlwJournal *journal, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_steps (self->to.db, self->to.path, run, error);
}

static GPtrArray *
list_actions (SlwJournal *journal, gint64 step, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_actions (self->to.db, self->to.path, slw_journal_write_complete_id (&self->to, step),
                                          error);
}

static GPtrArray *
list_lines (SlwJournal *journal, const char *run, gint64 step, gint64 after, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gint64 whole = step != 0 ? slw_journal_write_complete_id (&self->to, step) : 0;

  return slw_journal_reader_list_lines (self->to.db, self->to.path, run, whole, after, error);
}

static GPtrArray *
list_services (SlwJournal *journal, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_services (self->to.db, self->to.path, run, error);
}

static GHashTable *
get_outputs (SlwJournal *journal, gint64 step, gboolean *exact, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_get_outputs (self->to.db, self->to.path, slw_journal_write_complete_id (&self->to, step),
                                         exact, error);
}

static char *
get_facts (SlwJournal *journal, const char *run, const char *server, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean = slw_journal_text_clean (server, -1);

  return slw_journal_reader_get_facts (self->to.db, self->to.path, run, clean, error);
}

static GPtrArray *
list_requests (SlwJournal *journal, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_requests (self->to.db, self->to.path, run, error);
}

static GPtrArray *
list_states (SlwJournal *journal, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_states (self->to.db, self->to.path, run, error);
}

void
slw_journal_sqlite_fill_readers (SlwJournalInterface *iface)
{
  iface->find_run = find_run;
  iface->list_runs = list_runs;
  iface->list_steps = list_steps;
  iface->list_actions = list_actions;
  iface->list_lines = list_lines;
  iface->list_services = list_services;
  iface->list_requests = list_requests;
  iface->list_states = list_states;
  iface->get_outputs = get_outputs;
  iface->get_facts = get_facts;
}
