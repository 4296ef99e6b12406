/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-write.h"

#include <string.h>

#include "core/journal/slw-journal-schema.h"
#include "core/journal/slw-journal-text.h"

#define FIRST_COMPLETE_ID (G_GINT64_CONSTANT (1) << 32)

static const struct {
  const char *doing;
  const char *sql;
} statements[SLW_JOURNAL_WRITE_N_STATEMENTS] = {
  [SLW_JOURNAL_WRITE_BEGIN_RUN]
  = { "writing a run", "INSERT INTO runs (id, platform, pipeline, mode, ceiling, operator, options, started, writer)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_END_RUN]
  = { "writing the end of a run", "UPDATE runs SET outcome = ?, message = ?, finished = ? WHERE id = ?" },
  [SLW_JOURNAL_WRITE_REOPEN_RUN]
  = { "writing that a run goes on", "UPDATE runs SET outcome = NULL, message = NULL, finished = 0, writer = ?"
                                    " WHERE id = ?" },
  [SLW_JOURNAL_WRITE_ADD_NOTE]
  = { "writing a note of a run", "UPDATE runs SET notes = coalesce (notes || char (10), '') || ? WHERE id = ?" },
  [SLW_JOURNAL_WRITE_REOPEN_STEP]
  = { "writing that a step goes on", "UPDATE steps SET started = CASE outcome WHEN 'blocked' THEN ? ELSE started END,"
                                     " outcome = NULL, message = NULL, finished = 0, plugin = ? WHERE id = ?" },
  [SLW_JOURNAL_WRITE_BEGIN_STEP]
  = { "writing a step",
      "INSERT INTO steps (id, run, server, step, kind, plugin, started) VALUES (?, ?, ?, ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_END_STEP]
  = { "writing the end of a step", "UPDATE steps SET outcome = ?, message = ?, finished = ? WHERE id = ?" },
  [SLW_JOURNAL_WRITE_INTEND]
  = { "writing an intent", "INSERT INTO actions (id, step, key, label, effect, canonical, described, started)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_CONCLUDE]
  = { "writing an outcome", "UPDATE actions SET status = ?, output = ?, output_is_exact = ?, errors = ?, finished = ?"
                            " WHERE id = ?" },
  [SLW_JOURNAL_WRITE_ADD_LINE]
  = { "writing a line", "INSERT INTO lines (id, step, time, kind, text) VALUES (?, ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_ADD_FINDING]
  = { "writing a finding", "INSERT INTO lines (id, step, time, kind, severity, \"check\", text, remedy)"
                           " VALUES (?, ?, ?, 'finding', ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_ADD_SERVICE]
  = { "writing the state of a service",
      "INSERT INTO services (id, step, time, service, state, message) VALUES (?, ?, ?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_SET_OUTPUT]
  = { "writing an output", "INSERT OR REPLACE INTO outputs (step, name, value, is_exact) VALUES (?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_SET_FACTS]
  = { "writing facts", "INSERT OR REPLACE INTO facts (run, server, time, facts) VALUES (?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_SET_STATE] = { "writing how a server was left",
                                    "INSERT OR REPLACE INTO states (run, server, state, message) VALUES (?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_ADD_REQUEST]
  = { "writing a request", "INSERT INTO requests (run, verb, operator, time) VALUES (?, ?, ?, ?)" },
  [SLW_JOURNAL_WRITE_SEE_REQUEST] = { "answering a request", "UPDATE requests SET seen = ? WHERE id = ?" },
  [SLW_JOURNAL_WRITE_ADD_WRITER]
  = { "announcing this process", "INSERT INTO writers (host, boot, pid, birth, started) VALUES (?, ?, ?, ?, ?)" },
};

typedef struct {
  char type;
  gint64 number;
  char *text;
} Value;

struct _SlwJournalWrite {
  SlwJournalStatement statement;
  guint n_values;
  Value values[];
};

SlwJournalWrite *
slw_journal_write_new (SlwJournalStatement statement, const char *types, va_list values)
{
  guint n_values = (guint) strlen (types);
  SlwJournalWrite *self = g_malloc0 (sizeof (SlwJournalWrite) + n_values * sizeof (Value));

  self->statement = statement;
  self->n_values = n_values;
  for (guint i = 0; i < n_values; i++) {
    Value *value = &self->values[i];

    value->type = types[i];
    if (types[i] == 't')
      value->text = slw_journal_text_clean (va_arg (values, const char *), -1);
    else if (types[i] == 'T')
      value->text = va_arg (values, char *);
    else if (types[i] != 'w')
      value->number = va_arg (values, gint64);
  }
  return self;
}

void
slw_journal_write_free (gpointer write)
{
  SlwJournalWrite *self = write;

  for (guint i = 0; i < self->n_values; i++)
    g_free (self->values[i].text);
  g_free (self);
}

gint64
slw_journal_write_complete_id (const SlwJournalWriter *writer, gint64 id)
{
  return id < FIRST_COMPLETE_ID ? writer->number << 32 | id : id;
}

static sqlite3_stmt *
get_statement (SlwJournalWriter *writer, SlwJournalStatement id, int *status, GError **error)
{
  *status = SQLITE_OK;
  if (writer->prepared[id] == NULL)
    *status = sqlite3_prepare_v3 (writer->db, statements[id].sql, -1, SQLITE_PREPARE_PERSISTENT, &writer->prepared[id],
                                  NULL);
  if (*status != SQLITE_OK)
    slw_journal_schema_set_error (error, writer->db, *status, writer->path, statements[id].doing);
  return writer->prepared[id];
}

static void
bind (const SlwJournalWriter *writer, sqlite3_stmt *statement, int column, const Value *value)
{
  switch (value->type) {
  case 't':
  case 'T':
    sqlite3_bind_text (statement, column, value->text, -1, SQLITE_STATIC);
    break;
  case 'k':
    sqlite3_bind_int64 (statement, column, slw_journal_write_complete_id (writer, value->number));
    break;
  case 'w':
    sqlite3_bind_int64 (statement, column, writer->number);
    break;
  default:
    sqlite3_bind_int64 (statement, column, value->number);
  }
}

int
slw_journal_write_execute (const SlwJournalWrite *write, SlwJournalWriter *writer, GError **error)
{
  int status;
  sqlite3_stmt *statement = get_statement (writer, write->statement, &status, error);

  if (status != SQLITE_OK)
    return status;
  for (guint i = 0; i < write->n_values; i++)
    bind (writer, statement, (int) i + 1, &write->values[i]);
  status = sqlite3_step (statement);
  if (status != SQLITE_DONE)
    slw_journal_schema_set_error (error, writer->db, status, writer->path, statements[write->statement].doing);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return status == SQLITE_DONE ? SQLITE_OK : status;
}
