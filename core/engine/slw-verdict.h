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
 * slw_verdict_tidy_error:
 * @error: (inout) (nullable): what went wrong, may be %NULL
 *
 * Makes an error that foreign code or a server has worded fit for the bus, the journal and the terminal: redacted, escaped,
 * and a cancellation by whatever name %SLW_ERROR_CANCELLED.
 */
void slw_verdict_tidy_error (GError **error);

/**
 * slw_verdict_get_outcome:
 * @error: (nullable): how the run ended
 *
 * Returns: (transfer none): the word for the journal and the event: `done`, `refused`, `failed`, `unreachable`,
 *   `stopped`, `cancelled` or `internal`
 */
const char *slw_verdict_get_outcome (const GError *error);

G_END_DECLS
