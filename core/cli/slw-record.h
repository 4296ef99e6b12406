/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/* What the commands that read the journal have in common: how runs and steps are shown. */

/**
 * slw_record_get_run_state:
 * @run: a run
 *
 * Returns: (transfer none): its outcome, or `running`, or `interrupted` when the process that wrote it is gone
 */
const char *slw_record_get_run_state (const SlwJournalRun *run);

/**
 * slw_record_get_step_state:
 * @run: a run
 * @step: a step of it
 *
 * Returns: (transfer none): its outcome, or `running`, or `interrupted` when its run ended without it
 */
const char *slw_record_get_step_state (const SlwJournalRun *run, const SlwJournalStep *step);

/**
 * slw_record_has_ended:
 * @run: a run
 *
 * Returns: whether nothing more will happen in it
 */
gboolean slw_record_has_ended (const SlwJournalRun *run);

/**
 * slw_record_is_good:
 * @step: (nullable): a step; %NULL: it has not begun
 *
 * Returns: whether it has ended and nothing is wrong with it: it is done, it was skipped, or the run was to go no further
 */
gboolean slw_record_is_good (const SlwJournalStep *step);

/**
 * slw_record_dup_message:
 * @run: a run
 *
 * Returns: (transfer full): the first line of its message; of one whose process crashed, who is to blame
 */
char *slw_record_dup_message (const SlwJournalRun *run);

/**
 * slw_record_format_took:
 * @started: microseconds since 1970
 * @finished: microseconds since 1970, 0 for now
 *
 * Returns: (transfer full): the time between, as `0.4s`, `12s`, `3m05s` or `1h02m`
 */
char *slw_record_format_took (gint64 started, gint64 finished);

/**
 * slw_record_first_line:
 * @text: (nullable): a text of the journal
 *
 * Returns: (transfer full): its first line, safe for a terminal, never %NULL
 */
char *slw_record_first_line (const char *text);

/**
 * slw_record_add_run:
 * @builder: a builder within an object
 * @run: a run
 *
 * Adds the members run, platform, pipeline, mode, ceiling, operator, state, message, started and finished.
 */
void slw_record_add_run (JsonBuilder *builder, const SlwJournalRun *run);

/**
 * slw_record_add_time:
 * @builder: a builder within an object
 * @name: name of the member
 * @usec: microseconds since 1970; 0 becomes null
 *
 * Adds the time in RFC 3339, in UTC, to the microsecond.
 */
void slw_record_add_time (JsonBuilder *builder, const char *name, gint64 usec);

G_END_DECLS
