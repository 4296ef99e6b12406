/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-sqlite.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-lock.h"
#include "core/journal/slw-journal-process.h"
#include "core/journal/slw-journal-schema.h"
#include "core/journal/slw-journal-text.h"
#include "core/journal/slw-journal-write.h"

/* Lines of output are many and of no consequence: they wait for each other, and a server that never stops is cut off. */
#define LINE_DELAY (100 * G_TIME_SPAN_MILLISECOND)
#define MOST_PRINTED (1024 * 1024)

static void slw_journal_sqlite_interface_init (SlwJournalInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SlwJournalSqlite,
                         slw_journal_sqlite,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_JOURNAL, slw_journal_sqlite_interface_init))

/* --- commits --- */

static int
execute_plain (SlwJournalSqlite *self, const char *sql, GError **error)
{
  int status = sqlite3_exec (self->to.db, sql, NULL, NULL, NULL);

  if (status != SQLITE_OK)
    slw_journal_schema_set_error (error, self->to.db, status, self->to.path, "writing it");
  return status;
}

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
add_writer (SlwJournalSqlite *self, GError **error)
{
  const SlwJournalProcess *process = slw_journal_process_get_self ();
  SlwJournalWrite *write;
  int status;

  if (self->to.number != 0)
    return SQLITE_OK;
  write = make_write (SLW_JOURNAL_WRITE_ADD_WRITER, "ttiii", process->host, process->boot, process->pid, process->birth,
                      g_get_real_time ());
  status = slw_journal_write_execute (write, &self->to, error);
  slw_journal_write_free (write);
  if (status == SQLITE_OK)
    self->to.number = sqlite3_last_insert_rowid (self->to.db);
  return status;
}

static int
keep_locks (SlwJournalSqlite *self, GError **error)
{
  GHashTableIter iter;
  gpointer platform, fence;

  g_hash_table_iter_init (&iter, self->fences);
  while (g_hash_table_iter_next (&iter, &platform, &fence))
    if (!slw_journal_lock_keep (self->to.db, self->to.path, platform, *(gint64 *) fence, error))
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
    status = slw_journal_write_execute (g_ptr_array_index (self->queue, i), &self->to, error);
  if (status == SQLITE_OK)
    status = execute_plain (self, "COMMIT", error);
  return status;
}

/* Everything that is queued, or nothing: then it stays queued. */
static int
commit (SlwJournalSqlite *self, int patience_ms, GError **error)
{
  gint64 writer = self->to.number;

  if (self->queue->len == 0 && (self->waiters->len == 0 || g_hash_table_size (self->fences) == 0))
    return SQLITE_OK;
  sqlite3_busy_timeout (self->to.db, patience_ms);

  int status = write_queue (self, error);
  sqlite3_busy_timeout (self->to.db, SLW_JOURNAL_SCHEMA_PATIENCE_MS);
  if (status == SQLITE_OK) {
    g_ptr_array_set_size (self->queue, 0);
    return status;
  }
  if (!sqlite3_get_autocommit (self->to.db))
    sqlite3_exec (self->to.db, "ROLLBACK", NULL, NULL, NULL);
  self->to.number = writer;
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
schedule (SlwJournalSqlite *self, gint64 delay)
{
  gint64 when = delay != 0 ? g_get_monotonic_time () + delay : 0;
  gint64 ready = g_source_get_ready_time (self->source);

  if (ready < 0 || (when < ready && self->deadline == 0))
    g_source_set_ready_time (self->source, when);
}

/* --- writers --- */

static void
queue_write (SlwJournalSqlite *self, SlwJournalStatement statement, const char *types, ...)
{
  va_list values;

  va_start (values, types);
  g_ptr_array_add (self->queue, slw_journal_write_new (statement, types, values));
  va_end (values);
  schedule (self, statement == SLW_JOURNAL_WRITE_ADD_LINE ? LINE_DELAY : 0);
}

/* Tried once, so that ids are whole from the start; when it fails the first commit does it. */
static void
ensure_writer (SlwJournalSqlite *self)
{
  if (self->writer_tried)
    return;
  self->writer_tried = TRUE;
  sqlite3_busy_timeout (self->to.db, 200);
  if (execute_plain (self, "BEGIN IMMEDIATE", NULL) == SQLITE_OK
      && (add_writer (self, NULL) != SQLITE_OK || execute_plain (self, "COMMIT", NULL) != SQLITE_OK)) {
    self->to.number = 0;
    if (!sqlite3_get_autocommit (self->to.db))
      sqlite3_exec (self->to.db, "ROLLBACK", NULL, NULL, NULL);
  }
  sqlite3_busy_timeout (self->to.db, SLW_JOURNAL_SCHEMA_PATIENCE_MS);
}

static gint64
new_id (SlwJournalSqlite *self)
{
  ensure_writer (self);
  return slw_journal_write_complete_id (&self->to, ++self->last_id);
}

static void
begin_run (SlwJournal *journal, const SlwJournalRun *run)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_BEGIN_RUN, "tttttttiw", run->id, run->platform,
               run->pipeline, run->mode, run->ceiling, run->operator_name, run->options,
               run->started != 0 ? run->started : g_get_real_time ());
}

static void
end_run (SlwJournal *journal, const char *run, const char *outcome, const char *message)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_END_RUN, "ttit", outcome, message, g_get_real_time (),
               run);
}

static void
reopen_run (SlwJournal *journal, const char *run)
{
  ensure_writer (SLW_JOURNAL_SQLITE (journal));
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_REOPEN_RUN, "wt", run);
}

static void
add_note (SlwJournal *journal, const char *run, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  g_autofree char *line = g_strdup_printf ("%s %s", time, text);

  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_ADD_NOTE, "tt", line, run);
}

static void
reopen_step (SlwJournal *journal, gint64 step, const char *plugin)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_REOPEN_STEP, "itk", g_get_real_time (), plugin, step);
}

static gint64
begin_step (
    SlwJournal *journal, const char *run, const char *server, const char *step, const char *kind, const char *plugin)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gint64 id = new_id (self);

  queue_write (self, SLW_JOURNAL_WRITE_BEGIN_STEP, "kttttti", id, run, server, step, kind, plugin, g_get_real_time ());
  return id;
}

static void
end_step (SlwJournal *journal, gint64 step, const char *outcome, const char *message)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_END_STEP, "ttik", outcome, message, g_get_real_time (),
               step);
  g_hash_table_remove (SLW_JOURNAL_SQLITE (journal)->printed, &step);
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

  queue_write (self, SLW_JOURNAL_WRITE_INTEND, "kkttttti", id, step, key, label, slw_effect_to_string (effect),
               canonical, described, g_get_real_time ());
  return id;
}

static void
conclude (SlwJournal *journal, gint64 action, int status, const char *output, gsize output_length, const char *errors)
{
  /* an output may hold NULs */
  g_autofree char *clean = slw_journal_text_clean (output, (gssize) output_length);
  gboolean exact = clean != NULL && strlen (clean) == output_length && memcmp (clean, output, output_length) == 0;

  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_CONCLUDE, "iTitik", (gint64) status,
               g_steal_pointer (&clean), (gint64) exact, errors, g_get_real_time (), action);
}

/* Whether @text still fits; of the first that does not, a line of another kind tells. */
static gboolean
count_printed (SlwJournalSqlite *self, gint64 step, const char *text)
{
  gsize *printed = g_hash_table_lookup (self->printed, &step);

  if (printed == NULL) {
    printed = g_new0 (gsize, 1);
    g_hash_table_insert (self->printed, g_memdup2 (&step, sizeof step), printed);
  }
  if (*printed > MOST_PRINTED)
    return FALSE;
  *printed += strlen (text) + 1;
  if (*printed > MOST_PRINTED)
    queue_write (self, SLW_JOURNAL_WRITE_ADD_LINE, "kkitt", new_id (self), step, g_get_real_time (), "dropped",
                 "what follows was too much to record line by line; the start and the end are with the outcome");
  return *printed <= MOST_PRINTED;
}

static void
add_line (SlwJournal *journal, gint64 step, const char *kind, const char *text)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  gboolean is_print = g_str_equal (kind, "output") || g_str_equal (kind, "stderr");

  if (!is_print || count_printed (self, step, text))
    queue_write (self, SLW_JOURNAL_WRITE_ADD_LINE, "kkitt", new_id (self), step, g_get_real_time (), kind, text);
}

static void
add_finding (
    SlwJournal *journal, gint64 step, const char *severity, const char *check, const char *title, const char *remedy)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  queue_write (self, SLW_JOURNAL_WRITE_ADD_FINDING, "kkitttt", new_id (self), step, g_get_real_time (), severity, check,
               title, remedy);
}

static void
add_service (SlwJournal *journal, const SlwJournalService *service)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);

  queue_write (self, SLW_JOURNAL_WRITE_ADD_SERVICE, "kkittt", new_id (self), service->step, service->time,
               service->service, service->state, service->message);
}

static void
set_output (SlwJournal *journal, gint64 step, const char *name, const char *value)
{
  char *clean = slw_journal_text_clean (value, -1);

  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_SET_OUTPUT, "ktTi", step, name, clean,
               (gint64) (g_strcmp0 (clean, value) == 0));
}

static void
set_facts (SlwJournal *journal, const char *run, const char *server, const char *facts)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_SET_FACTS, "ttit", run, server, g_get_real_time (),
               facts);
}

static void
see_request (SlwJournal *journal, gint64 request)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_SEE_REQUEST, "ii", g_get_real_time (), request);
}

static void
set_state (SlwJournal *journal, const char *run, const char *server, const char *state, const char *message)
{
  queue_write (SLW_JOURNAL_SQLITE (journal), SLW_JOURNAL_WRITE_SET_STATE, "tttt", run, server, state, message);
}

static void
flush_async (SlwJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, flush_async);
  g_ptr_array_add (self->waiters, task);
  schedule (self, 0);
}

static gboolean
flush_finish (SlwJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- requests: from another process than the run's, which waits for the answer anyway --- */

static gint64
add_request (SlwJournal *journal, const char *run, const char *verb, const char *operator_name, GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  SlwJournalWrite *write
      = make_write (SLW_JOURNAL_WRITE_ADD_REQUEST, "ttti", run, verb, operator_name, g_get_real_time ());
  int status = slw_journal_write_execute (write, &self->to, error);

  slw_journal_write_free (write);
  return status == SQLITE_OK ? sqlite3_last_insert_rowid (self->to.db) : 0;
}

/* --- locks --- */

static gboolean
lock (SlwJournal *journal,
      const char *platform,
      const char *run,
      const char *owner,
      gboolean steal,
      gint64 *fence,
      char **note,
      GError **error)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (journal);
  g_autofree char *clean_platform = slw_journal_text_clean (platform, -1);
  g_autofree char *clean_owner = slw_journal_text_clean (owner, -1);
  g_autofree char *found = NULL;
  gint64 number = 0;

  if (!slw_journal_lock_take (self->to.db, self->to.path, clean_platform, run, clean_owner, steal, &number, &found,
                              error))
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
  return slw_journal_lock_release (self->to.db, self->to.path, clean, *fence, error);
}

/* --- the object --- */

static void
slw_journal_sqlite_dispose (GObject *object)
{
  SlwJournalSqlite *self = SLW_JOURNAL_SQLITE (object);
  g_autoptr (GError) error = NULL;

  /* who lost a lock has been told, and has nothing to add */
  if (self->to.db != NULL && commit (self, SLW_JOURNAL_SCHEMA_PATIENCE_MS, &error) != SQLITE_OK
      && !g_error_matches (error, SLW_ERROR, SLW_ERROR_LOCKED))
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

  for (guint i = 0; i < SLW_JOURNAL_WRITE_N_STATEMENTS; i++)
    sqlite3_finalize (self->to.prepared[i]);
  sqlite3_close (self->to.db);
  g_ptr_array_unref (self->queue);
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->printed);
  g_hash_table_unref (self->fences);
  g_free (self->to.path);
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
  self->queue = g_ptr_array_new_with_free_func (slw_journal_write_free);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->printed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->fences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
slw_journal_sqlite_interface_init (SlwJournalInterface *iface)
{
  iface->begin_run = begin_run;
  iface->end_run = end_run;
  iface->reopen_run = reopen_run;
  iface->add_note = add_note;
  iface->reopen_step = reopen_step;
  iface->begin_step = begin_step;
  iface->end_step = end_step;
  iface->intend = intend;
  iface->conclude = conclude;
  iface->add_line = add_line;
  iface->add_finding = add_finding;
  iface->add_service = add_service;
  iface->set_output = set_output;
  iface->set_facts = set_facts;
  iface->flush_async = flush_async;
  iface->flush_finish = flush_finish;
  iface->see_request = see_request;
  iface->set_state = set_state;
  slw_journal_sqlite_fill_readers (iface);
  iface->add_request = add_request;
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
  self->to.path = g_strdup (path);
  self->to.db = db;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, on_turn_end, self, NULL);
  g_source_set_ready_time (self->source, -1);
  g_source_set_name (self->source, "slw-journal");
  g_source_attach (self->source, context);
  return SLW_JOURNAL (self);
}
