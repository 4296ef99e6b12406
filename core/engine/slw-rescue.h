/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/* The end of a run that is aborted, in three parts: nothing new starts; when nothing runs any more, the steps with `When=abort`
 * start on the servers that the run has changed; and what state each server is in then is written down. */

/**
 * slw_rescue_stop:
 * @run: a run
 * @schedule: its schedule
 * @why: why, for the operator
 *
 * Blocks what was not begun, by this process or by an earlier one whose jobs may still be there. What was begun is carried to its end.
 */
void slw_rescue_stop (SlwRun *run, SlwSchedule *schedule, const char *why);

/**
 * slw_rescue_prepare:
 * @run: a run
 * @schedule: its schedule
 * @by: who aborts it
 *
 * The same for an abort: what had failed stays failed.
 */
void slw_rescue_prepare (SlwRun *run, SlwSchedule *schedule, const char *by);

/**
 * slw_rescue_begin:
 * @run: a run
 * @schedule: its schedule, in which nothing runs
 *
 * Lets the steps with `When=abort` start on those of its servers that the run has changed.
 */
void slw_rescue_begin (SlwRun *run, SlwSchedule *schedule);

/**
 * slw_rescue_conclude:
 * @run: a run
 * @schedule: its schedule, over
 * @by: who aborted it
 *
 * Writes the state of each server to the journal.
 *
 * Returns: (transfer full): %SLW_ERROR_ABORTED, with a line for each server
 */
GError *slw_rescue_conclude (SlwRun *run, SlwSchedule *schedule, const char *by);

G_END_DECLS
