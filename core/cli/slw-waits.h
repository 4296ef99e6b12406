/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * SlwWaits:
 *
 * Which steps of other servers a server waits for, by the journal and the run's pipeline.
 */
typedef struct _SlwWaits SlwWaits;

/**
 * slw_waits_read_schedule:
 * @cli: the context
 * @run: a run
 *
 * Reads the pipeline and the platform file of the run again.
 *
 * Returns: (transfer full) (nullable): which step runs there are; %NULL when one of the two cannot be read, or has changed since
 *   the run was started
 */
SlwSchedule *slw_waits_read_schedule (SlwCliContext *cli, const SlwJournalRun *run);

/**
 * slw_waits_new:
 * @run: a run
 * @steps: (element-type SlwJournalStep): its steps on record
 * @schedule: (transfer full) (nullable): its schedule
 *
 * Returns: (transfer full): what tells; it does not outlive @run and @steps
 */
SlwWaits *slw_waits_new (const SlwJournalRun *run, GPtrArray *steps, SlwSchedule *schedule);

/**
 * slw_waits_free:
 * @waits: (transfer full): what tells
 */
void slw_waits_free (SlwWaits *waits);

/**
 * slw_waits_get_schedule:
 * @waits: what tells
 *
 * Returns: (transfer none) (nullable): the schedule that it has
 */
SlwSchedule *slw_waits_get_schedule (const SlwWaits *waits);

/**
 * slw_waits_describe:
 * @waits: what tells
 * @server: name of a server with no step under way and none that did not succeed
 *
 * With a schedule it names what the server's next step comes after, of each other server the first step that has not ended well;
 * without, whatever is not done on the others.
 *
 * Returns: (transfer full) (nullable): in words, or %NULL when nothing is to be said: the run has ended well, or nobody knows
 */
char *slw_waits_describe (const SlwWaits *waits, const char *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwWaits, slw_waits_free)

G_END_DECLS
