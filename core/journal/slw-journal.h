/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-effect.h>

G_BEGIN_DECLS

#define SLW_TYPE_JOURNAL (slw_journal_get_type ())

/**
 * SlwJournal:
 *
 * The record of every run: what was intended before it was sent, what came of it after. An interface made for two
 * drivers; the one there is is #SlwJournalSqlite. Writes are queued and committed together at the end of a turn of the
 * main loop; slw_journal_flush_async() calls back when all that was written so far is on the disk.
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
  char *outcome;       /* NULL while it runs; done, refused, failed, unreachable, stopped,
                          paused, aborted, detached, cancelled, internal */
  char *message;
  gint64 started;
  gint64 finished;
  char *notes;        /* what it did as a whole, a line each, which begins with the time; NULL: nothing */
  char *options;      /* with what it was started, as SlwRunOptions writes it; NULL in journals before format 4 */
  gboolean abandoned; /* no outcome, and the process of this host that wrote it is gone */
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
  gint64 step; /* SlwJournalStep.id */
  char *key;   /* digest of canonical form + step + server */
  char *label;
  char *effect;
  char *described; /* what would be typed */
  gboolean has_outcome;
  int status;
  char *output;
  gboolean output_is_exact; /* every byte that came back, nothing redacted, escaped or dropped */
  char *errors;             /* standard error, or the error's message */
  gint64 started;
  gint64 finished;
} SlwJournalAction;

typedef struct {
  gint64 id; /* grows */
  gint64 step;
  gint64 time;
  char *kind; /* note, finding, output, stderr; dropped: from here on, output is missing */
  char *text; /* of a finding: its title; severity and all in journals of format 2 */
  char *
      severity; /* of a finding: info, medium, high or inhibitor; NULL in journals of format 2, and so are the next two */
  char *check;  /* of a finding: what was checked, stable for scripts */
  char *remedy; /* of a finding: what to do about it */
} SlwJournalLine;

typedef struct {
  gint64 step; /* that asked for the watch; its server is whose service it is */
  gint64 time;
  char *service;
  char *state;   /* watched, down, up, unwatched */
  char *message; /* why it is down */
} SlwJournalService;

typedef struct {
  gint64 id;
  char *verb;          /* pause or abort */
  char *operator_name; /* user@host */
  gint64 time;
  gint64 seen; /* when the process of the run heard of it; 0: it has not */
} SlwJournalRequest;

typedef struct {
  char *server;
  char *state;   /* untouched, fetched, safe, unsafe, unreachable */
  char *message; /* in words */
} SlwJournalState;

void slw_journal_run_free (SlwJournalRun *run);
void slw_journal_step_free (SlwJournalStep *step);
void slw_journal_action_free (SlwJournalAction *action);
void slw_journal_line_free (SlwJournalLine *line);
void slw_journal_service_free (SlwJournalService *service);
void slw_journal_request_free (SlwJournalRequest *request);
void slw_journal_state_free (SlwJournalState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalRun, slw_journal_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalStep, slw_journal_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalAction, slw_journal_action_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalLine, slw_journal_line_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalService, slw_journal_service_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalRequest, slw_journal_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalState, slw_journal_state_free)

/**
 * SlwJournalInterface:
 *
 * Writers return at once; a failed write (disk full, locked for longer than 10 s) is remembered, and the next flush
 * fails with it, so that nothing is sent to a server that is not on record. Ids of steps and actions are handed out by
 * the journal when the write is queued. Readers see what was flushed.
 */
struct _SlwJournalInterface {
  GTypeInterface parent;

  /* writers */
  void (*begin_run) (SlwJournal *self, const SlwJournalRun *run);
  void (*reopen_run) (SlwJournal *self,
                      const char *run); /* one that ended, or whose process is gone, goes on in this one */
  void (*add_note) (SlwJournal *self,
                    const char *run,
                    const char *text); /* what concerns the run as a whole: whose lock it took over */
  void (*end_run) (SlwJournal *self, const char *run, const char *outcome, const char *message);
  gint64 (*begin_step) (
      SlwJournal *self, const char *run, const char *server, const char *step, const char *kind, const char *plugin);
  void (*reopen_step) (SlwJournal *self, gint64 step, const char *plugin);
  void (*end_step) (SlwJournal *self, gint64 step, const char *outcome, const char *message);
  gint64 (*intend) (SlwJournal *self,
                    gint64 step,
                    const char *key,
                    const char *label,
                    SlwEffect effect,
                    const char *canonical,
                    const char *described);
  void (*conclude) (
      SlwJournal *self, gint64 action, int status, const char *output, gsize output_length, const char *errors);
  void (*add_line) (SlwJournal *self,
                    gint64 step,
                    const char *kind,
                    const char *text); /* kind: note, output, stderr; of the last two, 1 MiB per step */
  void (*add_finding) (
      SlwJournal *self, gint64 step, const char *severity, const char *check, const char *title, const char *remedy);
  void (*add_service) (SlwJournal *self, const SlwJournalService *service); /* a change of its state */
  void (*set_output) (SlwJournal *self, gint64 step, const char *name, const char *value);
  void (*set_facts) (SlwJournal *self, const char *run, const char *server, const char *facts);
  void (*see_request) (SlwJournal *self, gint64 request); /* the process of the run has heard of it */
  void (*set_state) (SlwJournal *self,
                     const char *run,
                     const char *server,
                     const char *state,
                     const char *message); /* how an aborted run left a server */
  void (*flush_async) (SlwJournal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*flush_finish) (SlwJournal *self, GAsyncResult *result, GError **error);

  /* readers */
  SlwJournalRun *(*find_run) (SlwJournal *self,
                              const char *id,
                              GError **error); /* NULL id: the newest; a unique prefix will do */
  GPtrArray *(*list_runs) (SlwJournal *self, const char *platform, guint most, GError **error); /* newest first */
  GPtrArray *(*list_steps) (SlwJournal *self, const char *run, GError **error);
  GPtrArray *(*list_actions) (SlwJournal *self, gint64 step, GError **error);
  GPtrArray *(*list_lines) (SlwJournal *self,
                            const char *run,
                            gint64 step,
                            gint64 after,
                            GError **error); /* of a run, or of one step of it (0: all); only ids above after */
  GPtrArray *(*list_services) (SlwJournal *self, const char *run, GError **error); /* changes of state, oldest first */
  GPtrArray *(*list_requests) (SlwJournal *self, const char *run, GError **error); /* oldest first */
  GPtrArray *(*list_states) (SlwJournal *self, const char *run, GError **error);   /* by the server's name */
  GHashTable *(*get_outputs) (SlwJournal *self,
                              gint64 step,
                              gboolean *exact,
                              GError **error); /* exact: whether none of them was cut or redacted; may be NULL */
  char *(*get_facts) (SlwJournal *self,
                      const char *run,
                      const char *server,
                      GError **error); /* SLW_ERROR_NOT_FOUND when there are none */

  /* what is asked of the process of a run; on the disk when it returns its id, 0 with an error */
  gint64 (*add_request) (
      SlwJournal *self, const char *run, const char *verb, const char *operator_name, GError **error);

  /* the lock of a platform */
  gboolean (*lock) (SlwJournal *self,
                    const char *platform,
                    const char *run,
                    const char *owner,
                    gboolean steal,
                    gint64 *fence,
                    char **note,
                    GError **error);
  gboolean (*unlock) (SlwJournal *self, const char *platform, const char *run, GError **error);
};

void slw_journal_begin_run (SlwJournal *self, const SlwJournalRun *run);
void slw_journal_reopen_run (SlwJournal *self, const char *run);
void slw_journal_add_note (SlwJournal *self, const char *run, const char *text);
void slw_journal_end_run (SlwJournal *self, const char *run, const char *outcome, const char *message);
gint64 slw_journal_begin_step (
    SlwJournal *self, const char *run, const char *server, const char *step, const char *kind, const char *plugin);
void slw_journal_reopen_step (SlwJournal *self, gint64 step, const char *plugin);
void slw_journal_end_step (SlwJournal *self, gint64 step, const char *outcome, const char *message);
gint64 slw_journal_intend (SlwJournal *self,
                           gint64 step,
                           const char *key,
                           const char *label,
                           SlwEffect effect,
                           const char *canonical,
                           const char *described);
void slw_journal_conclude (
    SlwJournal *self, gint64 action, int status, const char *output, gsize output_length, const char *errors);
void slw_journal_add_line (SlwJournal *self, gint64 step, const char *kind, const char *text);
void slw_journal_add_finding (
    SlwJournal *self, gint64 step, const char *severity, const char *check, const char *title, const char *remedy);
void slw_journal_add_service (SlwJournal *self, const SlwJournalService *service);
void slw_journal_set_output (SlwJournal *self, gint64 step, const char *name, const char *value);
void slw_journal_set_facts (SlwJournal *self, const char *run, const char *server, const char *facts);
void slw_journal_see_request (SlwJournal *self, gint64 request);
void
slw_journal_set_state (SlwJournal *self, const char *run, const char *server, const char *state, const char *message);
void
slw_journal_flush_async (SlwJournal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean slw_journal_flush_finish (SlwJournal *self, GAsyncResult *result, GError **error);
SlwJournalRun *slw_journal_find_run (SlwJournal *self, const char *id, GError **error);
GPtrArray *slw_journal_list_runs (SlwJournal *self, const char *platform, guint most, GError **error);
GPtrArray *slw_journal_list_steps (SlwJournal *self, const char *run, GError **error);
GPtrArray *slw_journal_list_actions (SlwJournal *self, gint64 step, GError **error);
GPtrArray *slw_journal_list_lines (SlwJournal *self, const char *run, gint64 step, gint64 after, GError **error);
GPtrArray *slw_journal_list_services (SlwJournal *self, const char *run, GError **error);
GPtrArray *slw_journal_list_requests (SlwJournal *self, const char *run, GError **error);
GPtrArray *slw_journal_list_states (SlwJournal *self, const char *run, GError **error);
gint64 slw_journal_add_request (
    SlwJournal *self, const char *run, const char *verb, const char *operator_name, GError **error);
GHashTable *slw_journal_get_outputs (SlwJournal *self, gint64 step, gboolean *exact, GError **error);
char *slw_journal_get_facts (SlwJournal *self, const char *run, const char *server, GError **error);

/**
 * slw_journal_lock:
 * @self: a journal
 * @platform: name of the platform
 * @run: id of the run that wants it
 * @owner: `user@host`, for those who are refused
 * @steal: whether it is taken although nobody knows that its holder is gone
 * @fence: (out) (optional): the lock's fencing number; the next holder's is higher
 * @note: (out) (optional) (nullable) (transfer full): what the operator should hear, for instance that the lock of a
 * dead process was taken over
 * @error: return location
 *
 * Takes the platform for @run until slw_journal_unlock(). The lock of a process of this host that is gone is taken
 * over. Blocks for up to 10 s while another process writes the journal.
 *
 * Returns: %TRUE when taken; else %SLW_ERROR_LOCKED, which says by whom it is held, or what else went wrong
 */
gboolean slw_journal_lock (SlwJournal *self,
                           const char *platform,
                           const char *run,
                           const char *owner,
                           gboolean steal,
                           gint64 *fence,
                           char **note,
                           GError **error);

/**
 * slw_journal_unlock:
 * @self: a journal
 * @platform: name of the platform
 * @run: id of the run that holds it
 * @error: return location
 *
 * Returns: %TRUE when it is free again; %SLW_ERROR_LOCKED when it had been taken over by another run
 */
gboolean slw_journal_unlock (SlwJournal *self, const char *platform, const char *run, GError **error);

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
