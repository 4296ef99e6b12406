/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_assign_check:
 * @run: a run
 * @schedule: its schedule
 * @error: return location
 *
 * Returns: whether there is anything to do, and a server of each role that the pipeline cannot do without
 */
gboolean slw_assign_check (SlwRun *run, SlwSchedule *schedule, GError **error);

/**
 * slw_assign_providers:
 * @run: a run whose servers were called
 * @schedule: its schedule
 * @error: return location
 *
 * Finds out who does each step on each server. What was to start on a server that gave no answer ends as unreachable.
 *
 * Returns: (transfer full) (element-type SlwStep): the providers, by the index of the node, or %NULL with what
 *   slw_registry_claim() says, the server and the step
 */
GPtrArray *slw_assign_providers (SlwRun *run, SlwSchedule *schedule, GError **error);

G_END_DECLS
