/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * SlwRecorder:
 *
 * Writes a run and its step runs to the journal: beginnings, ends, outputs, and the notes and findings as they come by on
 * the bus. (Actions are written where they are carried out, see slw_conduct_async().)
 */
typedef struct _SlwRecorder SlwRecorder;

/**
 * slw_recorder_new:
 * @run: a run
 *
 * Returns: (transfer full): a recorder that listens to the run's bus
 */
SlwRecorder *slw_recorder_new (SlwRun *run);

/**
 * slw_recorder_free:
 * @self: (transfer full): a recorder
 */
void slw_recorder_free (SlwRecorder *self);

/**
 * slw_recorder_begin_run:
 * @self: a recorder
 */
void slw_recorder_begin_run (SlwRecorder *self);

/**
 * slw_recorder_begin_step:
 * @self: a recorder
 * @node: a node that starts; its journal id is set
 */
void slw_recorder_begin_step (SlwRecorder *self, SlwNode *node);

/**
 * slw_recorder_end_step:
 * @self: a recorder
 * @node: a node that has ended
 * @outcome: what became of it
 */
void slw_recorder_end_step (SlwRecorder *self, SlwNode *node, SlwOutcome outcome);

/**
 * slw_recorder_end_blocked:
 * @self: a recorder
 * @schedule: a schedule, over
 *
 * Writes down those that never started, with the reason, and publishes it.
 */
void slw_recorder_end_blocked (SlwRecorder *self, SlwSchedule *schedule);

G_END_DECLS
