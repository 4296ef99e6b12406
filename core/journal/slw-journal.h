/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-effect.h>

G_BEGIN_DECLS

#define SLW_TYPE_JOURNAL (slw_journal_get_type ())

/**
 * SlwJournal:
 *
 * The record of every run: what was intended before it was sent, what came of it after. An interface made for two drivers; the
 * one there is is #SlwJournalSqlite. Writes are queued and committed together at the end of a turn of the main loop;
 * slw_journal_flush_async() calls back when all that was written so far is on the disk.
 *
 * Every text given to it is redacted and bounded (64 KiB, the middle dropped) on the way in, by the journal itself.
 */
G_DECLARE_INTERFACE (SlwJournal, slw_journal, SLW, JOURNAL, GObject)

/**
 * SlwJournalRun:
 *
 * One row of the table of runs. Times are microseconds since 1970, 0 for "not yet".
 */
typedef struct {
  char *id; /* e.g. 20261122-031500-4f2a: sorts by time */
  char *platform;
  char *pipeline;
  char *mode; /* plan or run */
  char *ceiling;
  char *operator_name; /* user@host */
  char *outcome; /* NULL while it runs; done, refused, failed, unreachable, stopped, cancelled, internal */
  char *message;
  gint64 started;
  gint64 finished;
} SlwJournalRun;

typedef struct {
  gint64 id;
  char *run;
  char *server;
  char *step;
  char *kind;
  char *plugin;
  char *outcome; /* NULL while it runs; done, failed, unreachable, blocked, skipped, ceiling */
  char *message;
  gint64 started;
  gint64 finished;
} SlwJournalStep;

typedef struct {
  gint64 id;
  gint64 step;     /* SlwJournalStep.id */
  char *key;       /* digest of canonical form + step + server */
  char *label;
  char *effect;
  char *described; /* what would be typed */
  gboolean has_outcome;
  int status;
  char *output;
  char *errors;    /* standard error, or the error's message */
  gint64 started;
  gint64 finished;
} SlwJournalAction;

void slw_journal_run_free (SlwJournalRun *run);
void slw_journal_step_free (SlwJournalStep *step);
void slw_journal_action_free (SlwJournalAction *action);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalRun, slw_journal_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalStep, slw_journal_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalAction, slw_journal_action_free)

/**
 * SlwJournalInterface:
 *
 * Writers return at once; a failed write (disk full, locked for longer than 10 s) is remembered, and the next flush
 * fails with it, so that nothing is sent to a server that is not on record. Ids of steps and actions are handed out by the
 * journal when the write is queued. Readers see what was flushed.
 */
struct _SlwJournalInterface
{
  GTypeInterface parent;

  /* writers */
  void (*begin_run) (SlwJournal *self, const SlwJournalRun *run);
  void (*end_run) (SlwJournal *self, const char *run, const char *outcome, const char *message);
  gint64 (*begin_step) (SlwJournal *self, const char *run, const char *server, const char *step, const char *kind, const char *plugin);
  void (*end_step) (SlwJournal *self, gint64 step, const char *outcome, const char *message);
  gint64 (*intend) (SlwJournal *self, gint64 step, const char *key, const char *label, SlwEffect effect, const char *canonical, const char *described);
  void (*conclude) (SlwJournal *self, gint64 action, int status, const char *output, gsize output_length, const char *errors);
  void (*add_line) (SlwJournal *self, gint64 step, const char *kind, const char *text); /* kind: note, finding, output, stderr */
  void (*set_output) (SlwJournal *self, gint64 step, const char *name, const char *value);
  void (*set_facts) (SlwJournal *self, const char *run, const char *server, const char *facts);
  void (*flush_async) (SlwJournal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*flush_finish) (SlwJournal *self, GAsyncResult *result, GError **error);

  /* readers */
  SlwJournalRun *(*find_run) (SlwJournal *self, const char *id, GError **error); /* NULL id: the newest; a unique prefix will do */
  GPtrArray *(*list_runs) (SlwJournal *self, const char *platform, guint most, GError **error); /* newest first */
  GPtrArray *(*list_steps) (SlwJournal *self, const char *run, GError **error);
  GPtrArray *(*list_actions) (SlwJournal *self, gint64 step, GError **error);
  GPtrArray *(*list_lines) (SlwJournal *self, gint64 step, GError **error); /* of char*: "kind\ttext" */
};

void slw_journal_begin_run (SlwJournal *self, const SlwJournalRun *run);
void slw_journal_end_run (SlwJournal *self, const char *run, const char *outcome, const char *message);
gint64 slw_journal_begin_step (SlwJournal *self, const char *run, const char *server, const char *step, const char *kind, const char *plugin);
void slw_journal_end_step (SlwJournal *self, gint64 step, const char *outcome, const char *message);
gint64 slw_journal_intend (SlwJournal *self, gint64 step, const char *key, const char *label, SlwEffect effect, const char *canonical, const char *described);
void slw_journal_conclude (SlwJournal *self, gint64 action, int status, const char *output, gsize output_length, const char *errors);
void slw_journal_add_line (SlwJournal *self, gint64 step, const char *kind, const char *text);
void slw_journal_set_output (SlwJournal *self, gint64 step, const char *name, const char *value);
void slw_journal_set_facts (SlwJournal *self, const char *run, const char *server, const char *facts);
void slw_journal_flush_async (SlwJournal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean slw_journal_flush_finish (SlwJournal *self, GAsyncResult *result, GError **error);
SlwJournalRun *slw_journal_find_run (SlwJournal *self, const char *id, GError **error);
GPtrArray *slw_journal_list_runs (SlwJournal *self, const char *platform, guint most, GError **error);
GPtrArray *slw_journal_list_steps (SlwJournal *self, const char *run, GError **error);
GPtrArray *slw_journal_list_actions (SlwJournal *self, gint64 step, GError **error);
GPtrArray *slw_journal_list_lines (SlwJournal *self, gint64 step, GError **error);

/**
 * slw_journal_sqlite_new:
 * @path: file of the journal; made with mode 0600, its folder with 0700
 * @error: return location
 *
 * Opens SQLite with WAL and `synchronous=FULL`. A journal written by a newer Slipway is refused.
 *
 * Returns: (transfer full): a journal, or %NULL
 */
SlwJournal *slw_journal_sqlite_new (const char *path, GError **error);

/**
 * slw_journal_new_run_id:
 *
 * Returns: (transfer full): an id for a new run: UTC time and four hex digits
 */
char *slw_journal_new_run_id (void);

G_END_DECLS
