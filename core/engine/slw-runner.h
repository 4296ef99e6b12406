/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

#define SLW_TYPE_RUNNER (slw_runner_get_type ())

/**
 * SlwRunner:
 *
 * Carries a run out: takes the platform's lock, connects to the servers and reads their facts, finds out who does each
 * step, starts what the schedule allows, and says at the end what became of it all.
 */
G_DECLARE_FINAL_TYPE (SlwRunner, slw_runner, SLW, RUNNER, GObject)

/**
 * slw_runner_new:
 * @run: the run
 *
 * Returns: (transfer full): a runner that has not started
 */
SlwRunner *slw_runner_new (SlwRun *run);

/**
 * slw_runner_run_async:
 * @self: a runner
 * @cancellable: (nullable): ends waits and actions under way
 * @callback: called at the end
 * @user_data: for @callback
 */
void
slw_runner_run_async (SlwRunner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_runner_run_finish:
 * @self: a runner
 * @result: a result
 * @error: return location
 *
 * %SLW_ERROR_REFUSED means that nothing was changed on any server.
 *
 * Returns: whether everything was done (or ended at the ceiling)
 */
gboolean slw_runner_run_finish (SlwRunner *self, GAsyncResult *result, GError **error);

/**
 * slw_runner_stop:
 * @self: a runner
 * @why: why, for the operator
 *
 * Starts nothing new; what is under way ends first.
 */
void slw_runner_stop (SlwRunner *self, const char *why);

/**
 * slw_runner_get_schedule:
 * @self: a runner
 *
 * Returns: (transfer none): its schedule: all step runs with what became of them
 */
SlwSchedule *slw_runner_get_schedule (SlwRunner *self);

G_END_DECLS
