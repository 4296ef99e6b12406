/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal.h"

#include <stdarg.h>
#include <string.h>

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-lock.h"
#include "core/journal/slw-journal-process.h"
#include "core/journal/slw-journal-reader.h"
#include "core/journal/slw-journal-schema.h"
#include "core/journal/slw-journal-text.h"

#define MOST_VALUES 10

/* An id below this was handed out before this process had its writer's number; it is completed when it is bound. */
#define FIRST_WHOLE_ID (G_GINT64_CONSTANT (1) << 32)

typedef enum {
  BEGIN_RUN,
  END_RUN,
  BEGIN_STEP,
  END_STEP,
  INTEND,
  CONCLUDE,
  ADD_LINE,
  SET_OUTPUT,
  SET_FACTS,
  ADD_WRITER,
  N_STATEMENTS,
} StatementId;

static const struct {
  const char *doing;
  const char *sql;
} statements[N_STATEMENTS] = {
  [BEGIN_RUN] = { "writing a run", "INSERT INTO runs (id, platform, pipeline, mode, ceiling, operator, started, writer)"
                                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
  [END_RUN] = { "writing the end of a run", "UPDATE runs SET outcome = ?, message = ?, finished = ? WHERE id = ?" },
  [BEGIN_STEP] = { "writing a step",
                   "INSERT INTO steps (id, run, server, step, kind, plugin, started) VALUES (?, ?, ?, ?, ?, ?, ?)" },
  [END_STEP] = { "writing the end of a step", "UPDATE steps SET outcome = ?, message = ?, finished = ? WHERE id = ?" },
  [INTEND] = { "writing an intent", "INSERT INTO actions (id, step, key, label, effect, canonical, described, started)"
                                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
  [CONCLUDE]
  = { "writing an outcome", "UPDATE actions SET status = ?, output = ?, output_is_exact = ?, errors = ?, finished = ?"
                            " WHERE id = ?" },
  [ADD_LINE] = { "writing a line", "INSERT INTO lines (id, step, time, kind, text) VALUES (?, ?, ?, ?, ?)" },
  [SET_OUTPUT] = { "writing an output", "INSERT OR REPLACE INTO outputs (step, name, value) VALUES (?, ?, ?)" },
  [SET_FACTS] = { "writing facts", "INSERT OR REPLACE INTO facts (run, server, time, facts) VALUES (?, ?, ?, ?)" },
  [ADD_WRITER]
  = { "announcing this process", "INSERT INTO writers (host, boot, pid, birth, started) VALUES (?, ?, ?, ?, ?)" },
};

/* A statement with its values: texts are owned, numbers and ids are not texts. */
typedef struct {
  StatementId statement;
  guint n_values;
  struct {
    char type; /* i: number, k: id, t: text, T: text that is clean already and is given away, w: this
                writer */
    gint64 number;
    char *text;
  } values[MOST_VALUES];
} Write;

#define SLW_TYPE_JOURNAL_SQLITE (slw_journal_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (SlwJournalSqlite, slw_journal_sqlite, SLW, JOURNAL_SQLITE, GObject)

struct _SlwJournalSqlite {
  GObject parent_instance;
  char *path;
  sqlite3 *db;
  sqlite3_stmt *prepared[N_STATEMENTS];
  GSource *source;    /* its ready time is when to commit */
  gint64 deadline;    /* until when a locked file is waited for, 0: it is not locked */
  GPtrArray *queue;   /* of Write; emptied by a commit only */
  GPtrArray *waiters; /* of GTask */
  GHashTable *fences; /* platform -> gint64*: the locks that are held */
  gint64 writer;
  gboolean writer_tried;
  gint64 last_id;
};

static void slw_journal_sqlite_interface_init (SlwJournalInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwJournalSqlite,
                         slw_journal_sqlite,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_JOURNAL, slw_journal_sqlite_interface_init))

static void
write_free (gpointer data)
{
  Write *write = data;

  for (guint i = 0; i < write->n_values; i++)
    g_free (write->values[i].text);
  g_free (write);
}

/* --- statements --- */

static sqlite3_stmt *
get_statement (SlwJournalSqlite *self, StatementId id, GError **error)
{
  if (self->prepared[id] == NULL) {
    int status
        = sqlite3_prepare_v3 (self->db, statements[id].sql, -1, SQLITE_PREPARE_PERSISTENT, &self->prepared[id], NULL);
    if (status != SQLITE_OK)
      slw_journal_schema_set_error (error, self->db, status, self->path, statements[id].doing);
  }
  return self->prepared[id];
}

static gint64
whole_id (SlwJournalSqlite *self, gint64 id)
{
  return id < FIRST_WHOLE_ID ? self->writer << 32 | id : id;
}

static int
execute (SlwJournalSqlite *self, const Write *write, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, write->statement, error);

  if (statement == NULL)
    return sqlite3_errcode (self->db);
  for (guint i = 0; i < write->n_values; i++) {
    int column = (int) i + 1;

    if (g_ascii_tolower (write->values[i].type) == 't')
      sqlite3_bind_text (statement, column, write->values[i].text, -1, SQLITE_STATIC);
    else if (write->values[i].type == 'k')
      sqlite3_bind_int64 (statement, column, whole_id (self, write->values[i].number));
    else if (write->values[i].type == 'w')
      sqlite3_bind_int64 (statement, column, self->writer);
    else
      sqlite3_bind_int64 (statement, column, write->values[i].number);
  }

  int status = sqlite3_step (statement);
  if (status != SQLITE_DONE)
    slw_journal_schema_set_error (error, self->db, status, self->path, statements[write->statement].doing);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return status == SQLITE_DONE ? SQLITE_OK : status;
}

/* --- commits --- */

static int
execute_plain (SlwJournalSqlite *self, const char *sql, GError **error)
{
  int status = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, self->db, status, self->path, "writing it");
  return status;
}

static int
add_writer (SlwJournalSqlite *self, GError **error)
{
  const SlwJournalProcess *process = slw_journal_process_get_self ();
  const Write write = { ADD_WRITER,
                        5,
                        { { 't', 0, process->host },
                          { 't', 0, process->boot },
                          { 'i', process->pid, NULL },
                          { 'i', process->birth, NULL },
                          { 'i', g_get_real_time (), NULL } } };
  int status = self->writer == 0 ? execute (self, &write, error) : SQLITE_OK;

  if (self->writer == 0 && status == SQLITE_OK)
    self->writer = sqlite3_last_insert_rowid (self->db);
  return status;
}

static int
keep_locks (SlwJournalSqlite *self, GError **error)
{
  GHashTableIter iter;
  gpointer platform, fence;

  g_hash_table_iter_init (&iter, self->fences);
  while (g_hash_table_iter_next (&iter, &platform, &fence))
    if (!slw_journal_lock_keep (self->db, self->path, platform, *(gint64 *) fence, error))
      return SQLITE_ABORT;
  return SQLITE_OK;
}

static int
write_queue (SlwJournalSqlite *self, GError **error)
{
  int status = execute_plain (self, "BEGIN IMMEDIATE", error);

  if (status == SQLITE_OK)
    status = add_writer (self, error);
  if (status == SQLITE_OK)
    status = keep_locks (self, error);
  for (guint i = 0; status == SQLITE_OK && i < self->queue->len; i++)
    status = execute (self, g_ptr_array_index (self->queue, i), error);
  if (status == SQLITE_OK)
    status = execute_plain (self, "COMMIT", error);
  return status;
}

/* Everything that is queued, or nothing: then it stays queued. */
static int
commit (SlwJournalSqlite *self, int patience_ms, GError **error)
{
  gint64 writer = self->writer;

  if (self->queue->len == 0)
    return SQLITE_OK;
  sqlite3_busy_timeout (self->db, patience_ms);

  int status = write_queue (self, error);
  sqlite3_busy_timeout (self->db, SLW_JOURNAL_SCHEMA_PATIENCE_MS);
  if (status == SQLITE_OK) {
    g_ptr_array_set_size (self->queue, 0);
    return status;
  }
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  self->writer = writer;
  return status;
}

static void
answer_waiters (SlwJournalSqlite *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  /* a callback may write and ask for the next flush */
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++) {
    GTask *task = g_ptr_array_index (waiters, i);

    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

/* The file is asked for again until the deadline, without holding up the loop meanwhile. */
static gboolean
wait_for_lock (SlwJournalSqlite *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->deadline == 0)
    self->deadline = now + SLW_JOURNAL_SCHEMA_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  if (now >= self->deadline)
    return FALSE;
  g_source_set_ready_time (self->source, now + 20 * G_TIME_SPAN_MILLISECOND);
  return TRUE;
}

static gboolean
on_turn_end (gpointer data)
{
  g_autoptr (SlwJournalSqlite) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;

  g_source_set_ready_time (self->source, -1);
  int status = commit (self, 0, &error);
  if (status == SQLITE_BUSY && wait_for_lock (self))
    return G_SOURCE_CONTINUE;
  self->deadline = 0;
  if (error != NULL)
    g_debug ("%s", error->message);
  answer_waiters (self, error);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/* Default priority: in a loop that is never idle, a lower one would never have its turn. What the sources of one turn
 * write is together in the transaction at the start of the next. */
static void
schedule (SlwJournalSqlite *self)
{
  if (g_source_get_ready_time (self->source) < 0)
    g_source_set_ready_time (self->source, 0);
}

/* --- writers --- */

static void
queue_write (SlwJournalSqlite *self, StatementId statement, const char *types, ...)
{
  Write *write = g_new0 (Write, 1);
  va_list arguments;

  write->statement = statement;
  write->n_values = (guint) strlen (types);
  g_assert (write->n_values <= MOST_VALUES);
  va_start (arguments, types);
  for (guint i = 0; i < write->n_values; i++) {
    write->values[i].type = types[i];
    if (types[i] == 't')
      write->values[i].text = slw_journal_text_clean (va_arg (arguments, const char *), -1);
    else if (types[i] == 'T')
      write->values[i].text = va_arg (arguments, char *);
    else
      write->values[i].number = va_arg (arguments, gint64);
  }
  va_end (arguments);
  g_ptr_array_add (self->queue, write);
  schedule (self);
}

/* Tried once, so that ids are whole from the start; when it fails the first commit does it. */
static void
ensure_writer (SlwJournalSqlite *self)
{
  if (self->writer_tried)
    return;
  self->writer_tried = TRUE;
  sqlite3_busy_timeout (self->db, 200);
  if (execute_plain (self, "BEGIN IMMEDIATE", NULL) == SQLITE_OK
      && (add_writer (self, NULL) != SQLITE_OK || execute_plain (self, "COMMIT", NULL) != SQLITE_OK)) {
    self->writer = 0;
    if (!sqlite3_get_autocommit (self->db))
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  }
  sqlite3_busy_timeout (self->db, SLW_JOURNAL_SCHEMA_PATIENCE_MS);
}

static gint64
new_id (SlwJournalSqlite *self)
{
  ensure_writer (self);
  return whole_id (self, ++self->last_id);
}

static void
begin_run (SlwJournal *journal, const SlwJournalRun *run)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), BEGIN_RUN, "ttttttiw", run->id, run->platform, run->pipeline, run->mode,
               run->ceiling, run->operator_name, run->started != 0 ? run->started : g_get_real_time ());
}

static void
end_run (SlwJournal *journal, const char *run, const char *outcome, const char *message)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), END_RUN, "ttit", outcome, message, g_get_real_time (), run);
}

static gint64
begin_step (
    SlwJournal *journal, const char *run, const char *server, const char *step, const char *kind, const char *plugin)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gint64 id = new_id (self);

  queue_write (self, BEGIN_STEP, "kttttti", id, run, server, step, kind, plugin, g_get_real_time ());
  return id;
}

static void
end_step (SlwJournal *journal, gint64 step, const char *outcome, const char *message)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), END_STEP, "ttik", outcome, message, g_get_real_time (), step);
}

static gint64
intend (SlwJournal *journal,
        gint64 step,
        const char *key,
        const char *label,
        SlwEffect effect,
        const char *canonical,
        const char *described)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gint64 id = new_id (self);

  queue_write (self, INTEND, "kkttttti", id, step, key, label, slw_effect_to_string (effect), canonical, described,
               g_get_real_time ());
  return id;
}

static void
conclude (SlwJournal *journal, gint64 action, int status, const char *output, gsize output_length, const char *errors)
{
  /* an output may hold NULs */
  g_autofree char *clean = slw_journal_text_clean (output, (gssize) output_length);
  gboolean exact = clean != NULL && strlen (clean) == output_length && memcmp (clean, output, output_length) == 0;

  queue_write (SLW_JOURNAL_SQLITE (journal), CONCLUDE, "iTitik", (gint64) status, g_steal_pointer (&clean),
               (gint64) exact, errors, g_get_real_time (), action);
}

static void
add_line (SlwJournal *journal, gint64 step, const char *kind, const char *text)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  queue_write (self, ADD_LINE, "kkitt", new_id (self), step, g_get_real_time (), kind, text);
}

static void
set_output (SlwJournal *journal, gint64 step, const char *name, const char *value)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SET_OUTPUT, "ktt", step, name, value);
}

static void
set_facts (SlwJournal *journal, const char *run, const char *server, const char *facts)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SET_FACTS, "ttit", run, server, g_get_real_time (), facts);
}

static void
flush_async (SlwJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, flush_async);
  g_ptr_array_add (self->waiters, task);
  schedule (self);
}

static gboolean
flush_finish (SlwJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- readers: names were cleaned when they were written, so they are here too --- */

static SlwJournalRun *
find_run (SlwJournal *journal, const char *id, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_find_run (self->db, self->path, id, error);
}

static GPtrArray *
list_runs (SlwJournal *journal, const char *platform, guint most, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean = slw_journal_text_clean (platform, -1);

  return slw_journal_reader_list_runs (self->db, self->path, clean, most, error);
}

static GPtrArray *
list_steps (SlwJournal *journal, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_steps (self->db, self->path, run, error);
}

static GPtrArray *
list_actions (SlwJournal *journal, gint64 step, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_list_actions (self->db, self->path, whole_id (self, step), error);
}

static GPtrArray *
list_lines (SlwJournal *journal, const char *run, gint64 step, gint64 after, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gint64 whole = step != 0 ? whole_id (self, step) : 0;

  return slw_journal_reader_list_lines (self->db, self->path, run, whole, after, error);
}

static GHashTable *
get_outputs (SlwJournal *journal, gint64 step, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  return slw_journal_reader_get_outputs (self->db, self->path, whole_id (self, step), error);
}

static char *
get_facts (SlwJournal *journal, const char *run, const char *server, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean = slw_journal_text_clean (server, -1);

  return slw_journal_reader_get_facts (self->db, self->path, run, clean, error);
}

/* --- locks --- */

static gboolean
lock (SlwJournal *journal,
      const char *platform,
      const char *run,
      const char *owner,
      gint64 *fence,
      char **note,
      GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean_platform = slw_journal_text_clean (platform, -1);
  g_autofree char *clean_owner = slw_journal_text_clean (owner, -1);
  g_autofree char *found = NULL;
  gint64 number = 0;

  if (!slw_journal_lock_take (self->db, self->path, clean_platform, run, clean_owner, &number, &found, error))
    return FALSE;
  g_hash_table_insert (self->fences, g_steal_pointer (&clean_platform), g_memdup2 (&number, sizeof number));
  if (fence != NULL)
    *fence = number;
  if (note != NULL)
    *note = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
unlock (SlwJournal *journal, const char *platform, const char *run, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean = slw_journal_text_clean (platform, -1);
  g_autofree gint64 *fence = NULL;
  g_autofree char *key = NULL;

  if (!g_hash_table_steal_extended (self->fences, clean, (gpointer *) &key, (gpointer *) &fence)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_LOCKED, "run %s does not hold the lock of platform %s", run, platform);
    return FALSE;
  }
  return slw_journal_lock_release (self->db, self->path, clean, *fence, error);
}

/* --- the object --- */

static void
slw_journal_sqlite_dispose (GObject *object)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (object);
  g_autoptr (GError) error = NULL;

  if (self->db != NULL && commit (self, SLW_JOURNAL_SCHEMA_PATIENCE_MS, &error) != SQLITE_OK)
    g_warning ("the last %u entries are lost: %s", self->queue->len, error->message);
  g_ptr_array_set_size (self->queue, 0);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  G_OBJECT_CLASS (slw_journal_sqlite_parent_class)->dispose (object);
}

static void
slw_journal_sqlite_finalize (GObject *object)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (object);

  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->prepared[i]);
  sqlite3_close (self->db);
  g_ptr_array_unref (self->queue);
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->fences);
  g_free (self->path);
  G_OBJECT_CLASS (slw_journal_sqlite_parent_class)->finalize (object);
}

static void
slw_journal_sqlite_class_init (SlwJournalSqliteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = slw_journal_sqlite_dispose;
  G_OBJECT_CLASS (klass)->finalize = slw_journal_sqlite_finalize;
}

static void
slw_journal_sqlite_init (SlwJournalSqlite *self)
{
  self->queue = g_ptr_array_new_with_free_func (write_free);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->fences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
slw_journal_sqlite_interface_init (SlwJournalInterface *iface)
{
  iface->begin_run = begin_run;
  iface->end_run = end_run;
  iface->begin_step = begin_step;
  iface->end_step = end_step;
  iface->intend = intend;
  iface->conclude = conclude;
  iface->add_line = add_line;
  iface->set_output = set_output;
  iface->set_facts = set_facts;
  iface->flush_async = flush_async;
  iface->flush_finish = flush_finish;
  iface->find_run = find_run;
  iface->list_runs = list_runs;
  iface->list_steps = list_steps;
  iface->list_actions = list_actions;
  iface->list_lines = list_lines;
  iface->get_outputs = get_outputs;
  iface->get_facts = get_facts;
  iface->lock = lock;
  iface->unlock = unlock;
}

SlwJournal *
slw_journal_sqlite_new (const char *path, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  sqlite3 *db = slw_journal_schema_open (path, error);

  if (db == NULL)
    return NULL;

  SlwJournalSqlite *self = g_object_new (SLW_TYPE_JOURNAL_SQLITE, NULL);
  self->path = g_strdup (path);
  self->db = db;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, on_turn_end, self, NULL);
  g_source_set_ready_time (self->source, -1);
  g_source_set_name (self->source, "slw-journal");
  g_source_attach (self->source, context);
  return SLW_JOURNAL (self);
}
