/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_budget_check:
 * @run: a run
 * @schedule: its schedule
 *
 * Counts servers, not steps: one on which a step failed, or did in an earlier process of the run and was not done since. Those that
 * failed and those that gave no answer both count; those that are only blocked are told, and do not.
 *
 * Returns: (transfer full) (nullable): which budget is exceeded, with the numbers; %NULL when none is
 */
char *slw_budget_check (SlwRun *run, SlwSchedule *schedule);

G_END_DECLS
