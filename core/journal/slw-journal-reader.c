/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-reader.h"

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-process.h"
#include "core/journal/slw-journal-schema.h"

#define RUNS                                                                                                           \
  "SELECT runs.id, platform, pipeline, mode, ceiling, operator, outcome, message, runs.started, finished, host, boot," \
  " pid, birth, options, notes FROM runs LEFT JOIN writers ON writers.id = runs.writer "

/* A query on its way. Readers are called by people's commands and once per run, so it is not worth keeping them prepared. */
typedef struct {
  sqlite3 *db;
  const char *path;
  sqlite3_stmt *statement;
} Query;

static void
query_clear (Query *query)
{
  sqlite3_finalize (query->statement);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static gboolean
query_init (Query *query, sqlite3 *db, const char *path, const char *sql, GError **error)
{
  query->db = db;
  query->path = path;
  int status = sqlite3_prepare_v2 (db, sql, -1, &query->statement, NULL);

  if (status == SQLITE_OK)
    return TRUE;
  slw_journal_schema_set_error (error, db, status, path, "reading it");
  return FALSE;
}

/* @failed becomes TRUE when there is no row because of an error, which is set then. */
static gboolean
query_next (Query *query, gboolean *failed, GError **error)
{
  int status = sqlite3_step (query->statement);

  *failed = status != SQLITE_ROW && status != SQLITE_DONE;
  if (*failed)
    slw_journal_schema_set_error (error, query->db, status, query->path, "reading it");
  return status == SQLITE_ROW;
}

static void
bind_text (Query *query, int column, const char *text)
{
  sqlite3_bind_text (query->statement, column, text, -1, SQLITE_TRANSIENT);
}

static char *
dup_text (Query *query, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (query->statement, column));
}

static gint64
get_number (Query *query, int column)
{
  return sqlite3_column_int64 (query->statement, column);
}

typedef gpointer (*ReadRow) (Query *query);

static GPtrArray *
read_all (Query *query, ReadRow read_row, GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gboolean failed = FALSE;

  while (query_next (query, &failed, error))
    g_ptr_array_add (rows, read_row (query));
  return failed ? NULL : g_steal_pointer (&rows);
}

static gboolean
is_writer_gone (Query *query)
{
  g_auto (SlwJournalProcess) writer
      = { dup_text (query, 10), dup_text (query, 11), get_number (query, 12), get_number (query, 13) };

  return slw_journal_process_is_gone (&writer);
}

static gpointer
read_run (Query *query)
{
  SlwJournalRun *run = g_new0 (SlwJournalRun, 1);

  run->id = dup_text (query, 0);
  run->platform = dup_text (query, 1);
  run->pipeline = dup_text (query, 2);
  run->mode = dup_text (query, 3);
  run->ceiling = dup_text (query, 4);
  run->operator_name = dup_text (query, 5);
  run->outcome = dup_text (query, 6);
  run->message = dup_text (query, 7);
  run->started = get_number (query, 8);
  run->finished = get_number (query, 9);
  run->options = dup_text (query, 14);
  run->notes = dup_text (query, 15);
  run->abandoned = run->outcome == NULL && is_writer_gone (query);
  return run;
}

static gpointer
read_step (Query *query)
{
  SlwJournalStep *step = g_new0 (SlwJournalStep, 1);

  step->id = get_number (query, 0);
  step->run = dup_text (query, 1);
  step->server = dup_text (query, 2);
  step->step = dup_text (query, 3);
  step->kind = dup_text (query, 4);
  step->plugin = dup_text (query, 5);
  step->outcome = dup_text (query, 6);
  step->message = dup_text (query, 7);
  step->started = get_number (query, 8);
  step->finished = get_number (query, 9);
  return step;
}

static gpointer
read_action (Query *query)
{
  SlwJournalAction *action = g_new0 (SlwJournalAction, 1);

  action->id = get_number (query, 0);
  action->step = get_number (query, 1);
  action->key = dup_text (query, 2);
  action->label = dup_text (query, 3);
  action->effect = dup_text (query, 4);
  action->described = dup_text (query, 5);
  action->started = get_number (query, 6);
  action->finished = get_number (query, 7);
  action->has_outcome = action->finished != 0;
  action->status = (int) get_number (query, 8);
  action->output = dup_text (query, 9);
  action->output_is_exact = get_number (query, 10) != 0;
  action->errors = dup_text (query, 11);
  return action;
}

static gpointer
read_line (Query *query)
{
  SlwJournalLine *line = g_new0 (SlwJournalLine, 1);

  line->id = get_number (query, 0);
  line->step = get_number (query, 1);
  line->time = get_number (query, 2);
  line->kind = dup_text (query, 3);
  line->text = dup_text (query, 4);
  line->severity = dup_text (query, 5);
  line->check = dup_text (query, 6);
  line->remedy = dup_text (query, 7);
  return line;
}

static gpointer
read_service (Query *query)
{
  SlwJournalService *service = g_new0 (SlwJournalService, 1);

  service->step = get_number (query, 0);
  service->time = get_number (query, 1);
  service->service = dup_text (query, 2);
  service->state = dup_text (query, 3);
  service->message = dup_text (query, 4);
  return service;
}

static gpointer
read_request (Query *query)
{
  SlwJournalRequest *request = g_new0 (SlwJournalRequest, 1);

  request->id = get_number (query, 0);
  request->verb = dup_text (query, 1);
  request->operator_name = dup_text (query, 2);
  request->time = get_number (query, 3);
  request->seen = get_number (query, 4);
  return request;
}

static gpointer
read_state (Query *query)
{
  SlwJournalState *state = g_new0 (SlwJournalState, 1);

  state->server = dup_text (query, 0);
  state->state = dup_text (query, 1);
  state->message = dup_text (query, 2);
  return state;
}

static void
free_run (gpointer run)
{
  slw_journal_run_free (run);
}

static void
free_step (gpointer step)
{
  slw_journal_step_free (step);
}

static void
free_action (gpointer action)
{
  slw_journal_action_free (action);
}

static void
free_line (gpointer line)
{
  slw_journal_line_free (line);
}

static void
free_service (gpointer service)
{
  slw_journal_service_free (service);
}

static void
free_request (gpointer request)
{
  slw_journal_request_free (request);
}

static void
free_state (gpointer state)
{
  slw_journal_state_free (state);
}

static SlwJournalRun *
pick_run (GPtrArray *runs, const char *path, const char *id, GError **error)
{
  SlwJournalRun *first = runs->len > 0 ? g_ptr_array_index (runs, 0) : NULL;

  if (first == NULL && id == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "journal %s: there is no run yet", path);
  else if (first == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "no run begins with “%s”; “slipway history” lists them", id);
  else if (id == NULL || runs->len == 1 || g_str_equal (first->id, id))
    return g_ptr_array_steal_index (runs, 0);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "more than one run begins with “%s”: %s, %s%s", id, first->id,
                 ((SlwJournalRun *) g_ptr_array_index (runs, 1))->id, runs->len > 2 ? " …" : "");
  return NULL;
}

SlwJournalRun *
slw_journal_reader_find_run (sqlite3 *db, const char *path, const char *id, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   RUNS "WHERE substr (runs.id, 1, length (?1)) = ?1"
                        " ORDER BY runs.id = ?1 DESC, runs.started DESC, runs.id DESC LIMIT 3",
                   error))
    return NULL;
  bind_text (&query, 1, id != NULL ? id : "");

  g_autoptr (GPtrArray) runs = read_all (&query, read_run, free_run, error);
  return runs != NULL ? pick_run (runs, path, id, error) : NULL;
}

GPtrArray *
slw_journal_reader_list_runs (sqlite3 *db, const char *path, const char *platform, guint most, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   RUNS "WHERE ?1 IS NULL OR platform = ?1 ORDER BY runs.started DESC, runs.id DESC LIMIT ?2", error))
    return NULL;
  bind_text (&query, 1, platform);
  sqlite3_bind_int64 (query.statement, 2, most != 0 ? (gint64) most : -1);
  return read_all (&query, read_run, free_run, error);
}

GPtrArray *
slw_journal_reader_list_steps (sqlite3 *db, const char *path, const char *run, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   "SELECT id, run, server, step, kind, plugin, outcome, message, started, finished FROM steps"
                   " WHERE run = ? ORDER BY id",
                   error))
    return NULL;
  bind_text (&query, 1, run);
  return read_all (&query, read_step, free_step, error);
}

GPtrArray *
slw_journal_reader_list_actions (sqlite3 *db, const char *path, gint64 step, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   "SELECT id, step, key, label, effect, described, started, finished, status, output,"
                   " output_is_exact, errors FROM actions WHERE step = ? ORDER BY id",
                   error))
    return NULL;
  sqlite3_bind_int64 (query.statement, 1, step);
  return read_all (&query, read_action, free_action, error);
}

GPtrArray *
slw_journal_reader_list_lines (
    sqlite3 *db, const char *path, const char *run, gint64 step, gint64 after, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   "SELECT lines.id, lines.step, time, lines.kind, text, severity, \"check\", remedy"
                   " FROM steps JOIN lines ON lines.step = steps.id"
                   " WHERE steps.run = ?1 AND (?2 = 0 OR steps.id = ?2) AND lines.id > ?3 ORDER BY lines.id",
                   error))
    return NULL;
  bind_text (&query, 1, run);
  sqlite3_bind_int64 (query.statement, 2, step);
  sqlite3_bind_int64 (query.statement, 3, after);
  return read_all (&query, read_line, free_line, error);
}

GPtrArray *
slw_journal_reader_list_services (sqlite3 *db, const char *path, const char *run, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path,
                   "SELECT services.step, time, service, state, services.message FROM steps JOIN services"
                   " ON services.step = steps.id WHERE steps.run = ?1 ORDER BY services.id",
                   error))
    return NULL;
  bind_text (&query, 1, run);
  return read_all (&query, read_service, free_service, error);
}

GPtrArray *
slw_journal_reader_list_requests (sqlite3 *db, const char *path, const char *run, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path, "SELECT id, verb, operator, time, seen FROM requests WHERE run = ? ORDER BY id",
                   error))
    return NULL;
  bind_text (&query, 1, run);
  return read_all (&query, read_request, free_request, error);
}

GPtrArray *
slw_journal_reader_list_states (sqlite3 *db, const char *path, const char *run, GError **error)
{
  g_auto (Query) query = { NULL };

  if (!query_init (&query, db, path, "SELECT server, state, message FROM states WHERE run = ? ORDER BY server", error))
    return NULL;
  bind_text (&query, 1, run);
  return read_all (&query, read_state, free_state, error);
}

GHashTable *
slw_journal_reader_get_outputs (sqlite3 *db, const char *path, gint64 step, gboolean *exact, GError **error)
{
  g_autoptr (GHashTable) outputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (Query) query = { NULL };
  gboolean failed = FALSE;

  if (!query_init (&query, db, path, "SELECT name, value, is_exact FROM outputs WHERE step = ?", error))
    return NULL;
  sqlite3_bind_int64 (query.statement, 1, step);
  if (exact != NULL)
    *exact = TRUE;
  while (query_next (&query, &failed, error)) {
    g_hash_table_insert (outputs, dup_text (&query, 0), dup_text (&query, 1));
    if (exact != NULL && get_number (&query, 2) == 0)
      *exact = FALSE;
  }
  return failed ? NULL : g_steal_pointer (&outputs);
}

char *
slw_journal_reader_get_facts (sqlite3 *db, const char *path, const char *run, const char *server, GError **error)
{
  g_auto (Query) query = { NULL };
  gboolean failed = FALSE;

  if (!query_init (&query, db, path, "SELECT facts FROM facts WHERE run = ? AND server = ?", error))
    return NULL;
  bind_text (&query, 1, run);
  bind_text (&query, 2, server);
  if (query_next (&query, &failed, error))
    return dup_text (&query, 0);
  if (!failed)
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "run %s has no facts of server %s", run, server);
  return NULL;
}
