/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

/**
 * SlwJournalEntryKind:
 * @SLW_JOURNAL_ENTRY_STARTED: a step started; its text says which plugin does what
 * @SLW_JOURNAL_ENTRY_NOTE: a note of a step
 * @SLW_JOURNAL_ENTRY_FINDING: a finding of a step
 * @SLW_JOURNAL_ENTRY_ACTION: an action was about to be sent; its text is what would be typed
 * @SLW_JOURNAL_ENTRY_OUTPUT: what an action printed
 * @SLW_JOURNAL_ENTRY_STDERR: what an action printed as errors
 * @SLW_JOURNAL_ENTRY_OUTCOME: an action came back; its text is the label
 * @SLW_JOURNAL_ENTRY_FINISHED: a step ended; its text is outcome and message
 */
typedef enum {
  SLW_JOURNAL_ENTRY_STARTED,
  SLW_JOURNAL_ENTRY_NOTE,
  SLW_JOURNAL_ENTRY_FINDING,
  SLW_JOURNAL_ENTRY_ACTION,
  SLW_JOURNAL_ENTRY_OUTPUT,
  SLW_JOURNAL_ENTRY_STDERR,
  SLW_JOURNAL_ENTRY_OUTCOME,
  SLW_JOURNAL_ENTRY_FINISHED,
} SlwJournalEntryKind;

/**
 * SlwJournalEntry:
 * @time: microseconds since 1970
 * @took: how long it took, in microseconds; outcomes and finished steps have it
 * @kind: what it is
 * @server: (nullable): server of the step
 * @step: name of the step
 * @effect: (nullable): effect of the action it belongs to
 * @status: status of the action, when it is its outcome or its output
 * @text: what is to be read, escaped and redacted
 *
 * Something that happened in a run.
 */
typedef struct {
  gint64 time;
  gint64 took;
  guint order; /* of entries of one time */
  SlwJournalEntryKind kind;
  char *server;
  char *step;
  char *effect;
  int status;
  char *text;
} SlwJournalEntry;

/**
 * SlwJournalLog:
 *
 * What happened in a run, in the order of time, put together from steps, actions and lines; read once, or again and again
 * while the run goes on.
 */
typedef struct _SlwJournalLog SlwJournalLog;

/**
 * slw_journal_log_new:
 * @journal: a journal
 * @run: id of a run
 * @server: (nullable): only of this server
 * @step: (nullable): only of the steps of this name
 *
 * Returns: (transfer full): a log
 */
SlwJournalLog *slw_journal_log_new (SlwJournal *journal, const char *run, const char *server, const char *step);

/**
 * slw_journal_log_free:
 * @self: a log
 */
void slw_journal_log_free (SlwJournalLog *self);

/**
 * slw_journal_log_read:
 * @self: a log
 * @error: return location
 *
 * Returns: (transfer full) (element-type SlwJournalEntry): what was written since the last call, oldest first; %NULL on
 *   an error
 */
GPtrArray *slw_journal_log_read (SlwJournalLog *self, GError **error);

/**
 * slw_journal_log_get_kind_name:
 * @kind: kind of an entry
 *
 * Returns: (transfer none): the kind in one word: `started`, `note`, `finding`, `action`, `output`, `stderr`, `outcome`
 *   or `finished`
 */
const char *slw_journal_log_get_kind_name (SlwJournalEntryKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalLog, slw_journal_log_free)

G_END_DECLS
