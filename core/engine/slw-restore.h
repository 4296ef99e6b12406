/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * slw_restore_servers:
 * @run: a run
 *
 * Which servers an earlier process has changed, and on which it has started jobs.
 */
void slw_restore_servers (SlwRun *run);

/**
 * slw_restore_publish:
 * @run: a run
 *
 * Publishes a note on how many steps an earlier process has done, if it goes on with any.
 */
void slw_restore_publish (SlwRun *run);

/**
 * slw_restore_node:
 * @run: a run that goes on
 * @node: a node of it that may start
 *
 * What an earlier process has done of the run is there as if this one had: its outputs. Of a step that has to be done again they
 * can be asked for with slw_step_run_get_earlier().
 *
 * Returns: whether @node was done, so that it must not start
 */
gboolean slw_restore_node (SlwRun *run, SlwNode *node);

G_END_DECLS
