/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_verdict_of_schedule:
 * @run: a run
 * @schedule: its schedule, over
 * @error: return location
 *
 * Says what became of the whole run: the worst thing that happened gives the code, the message tells of each failure with
 * its server and step, and whether anything was changed.
 *
 * Returns: whether all step runs succeeded
 */
gboolean slw_verdict_of_schedule (SlwRun *run, SlwSchedule *schedule, GError **error);

/**
 * slw_verdict_add_budget:
 * @error: (inout): what went wrong
 * @exceeded: which budget is exceeded
 *
 * Makes it %SLW_ERROR_BUDGET, with @exceeded in front.
 */
void slw_verdict_add_budget (GError **error, const char *exceeded);

/**
 * slw_verdict_add_pause:
 * @error: (inout): what went wrong, if anything did
 * @run: a run
 * @schedule: its schedule, over
 * @by: who has paused it
 *
 * Makes it %SLW_ERROR_PAUSED, unless nothing was left to do when the run was paused.
 */
void slw_verdict_add_pause (GError **error, SlwRun *run, SlwSchedule *schedule, const char *by);

/**
 * slw_verdict_tidy_error:
 * @error: (inout) (nullable): what went wrong, may be %NULL
 *
 * Makes an error that foreign code or a server has worded fit for the bus, the journal and the terminal: redacted, escaped,
 * and a cancellation by whatever name %SLW_ERROR_CANCELLED.
 */
void slw_verdict_tidy_error (GError **error);

/**
 * slw_verdict_get_outcome:
 * @run: the run
 * @error: (nullable): how it ended
 *
 * Returns: (transfer none): the word for the journal and the event: `done`, `refused`, `failed`, `unreachable`,
 *   `stopped`, `paused`, `aborted`, `cancelled` or `internal`
 */
const char *slw_verdict_get_outcome (SlwRun *run, const GError *error);

G_END_DECLS
