/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

/**
 * SlwFold:
 *
 * What an earlier process has done of a run, read from the journal once: which steps were done, with which outputs, and
 * which actions were sent. Pure: it asks no server anything.
 */
typedef struct _SlwFold SlwFold;

/**
 * SlwFoldStep:
 * @row: its row in the journal
 * @outputs: (element-type utf8 utf8): its outputs
 * @is_done: whether it need not be done again: it ended well and its outputs are known to the last byte
 * @has_jobs: whether one of its actions may have left a job on the server
 * @is_open: whether what came of one of its actions that do more than read is not known
 * @mutations: how many of its actions above CACHE were sent
 *
 * One step on one server.
 */
typedef struct {
  SlwJournalStep *row;
  GHashTable *outputs;
  gboolean is_done;
  gboolean has_jobs;
  gboolean is_open;
  guint mutations;
} SlwFoldStep;

/**
 * slw_fold_new:
 * @journal: a journal
 * @run: id of a run
 * @error: return location
 *
 * Returns: (transfer full): what is on record of it, or %NULL with an error of the journal
 */
SlwFold *slw_fold_new (SlwJournal *journal, const char *run, GError **error);

/**
 * slw_fold_free:
 * @fold: (transfer full): a fold
 */
void slw_fold_free (SlwFold *fold);

/**
 * slw_fold_find_step:
 * @fold: a fold
 * @server: name of a server
 * @step: name of a step
 *
 * Returns: (transfer none) (nullable): the step, %NULL when it never began
 */
const SlwFoldStep *slw_fold_find_step (SlwFold *fold, const char *server, const char *step);

/**
 * slw_fold_get_steps:
 * @fold: a fold
 *
 * Returns: (transfer none) (element-type SlwFoldStep): its steps, in the order in which they began
 */
GPtrArray *slw_fold_get_steps (SlwFold *fold);

/**
 * slw_fold_take_action:
 * @fold: a fold
 * @key: key of an action that does more than read
 *
 * Returns: (transfer none) (nullable): what is on record of the first such action that was not taken yet
 */
const SlwJournalAction *slw_fold_take_action (SlwFold *fold, const char *key);

/**
 * slw_fold_may_answer:
 * @fold: a fold
 * @record: what slw_fold_take_action() gave, with an outcome
 * @action: the action that it is on record for
 *
 * Whether that outcome may stand for @action, which is then not sent again. A provider may expect an answer, and fail because of
 * it: of a step that failed, what it did last but for reading only counts when it is a change that went well. What fills a cache does
 * no harm the second time, and may have failed with a good status: `apt-get update` does, when a repository does not answer. An answer
 * that went into a file of the controller is not on record.
 *
 * Returns: %FALSE when @action has to be sent
 */
gboolean slw_fold_may_answer (SlwFold *fold, const SlwJournalAction *record, const SlwAction *action);

/**
 * slw_fold_count_lines:
 * @fold: a fold
 * @record: what slw_fold_take_action() gave, without an outcome
 * @is_stderr: of standard error, %FALSE: of standard output
 *
 * Who follows its job hears all of them again, from the first one.
 *
 * Returns: how many lines that it printed are on record
 */
guint slw_fold_count_lines (SlwFold *fold, const SlwJournalAction *record, gboolean is_stderr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwFold, slw_fold_free)

G_END_DECLS
