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
 * slw_runner_pause:
 * @self: a runner
 * @by: who asks for it, `user@host`
 *
 * Starts no step any more. The run ends as %SLW_ERROR_PAUSED when those under way have ended.
 */
void slw_runner_pause (SlwRunner *self, const char *by);

/**
 * slw_runner_abort:
 * @self: a runner
 * @by: who asks for it, `user@host`
 *
 * Starts no step any more, and when those under way have ended, the steps with `When=abort` on the servers that were changed. The
 * run ends as %SLW_ERROR_ABORTED.
 */
void slw_runner_abort (SlwRunner *self, const char *by);

/**
 * slw_runner_detach:
 * @self: a runner
 *
 * Ends the run at once as %SLW_ERROR_CANCELLED, and nothing of what is under way: who takes the run up finds it again. The process
 * must end then, because nobody waits for what it has under way.
 */
void slw_runner_detach (SlwRunner *self);

/**
 * slw_runner_get_schedule:
 * @self: a runner
 *
 * Returns: (transfer none): its schedule: all step runs with what became of them
 */
SlwSchedule *slw_runner_get_schedule (SlwRunner *self);

G_END_DECLS
