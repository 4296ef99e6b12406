/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_params_expand:
 * @run: the run
 * @schedule: its schedule, for the outputs of earlier steps
 * @node: a node whose step run exists
 * @error: return location
 *
 * Gives the step run its parameters. References: `${STEP.OUTPUT}` on the same
 * server, `${ROLE/STEP.OUTPUT}` on the first server with that role, `${server.name}`, `${server.address}`,
 * `${server.roles}`, `${server.fact.NAME}`, `${platform.name}`, `${set.KEY}`.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID naming the step, the parameter and the reference that stands for nothing
 */
gboolean slw_params_expand (SlwRun *run, SlwSchedule *schedule, SlwNode *node, GError **error);

G_END_DECLS
