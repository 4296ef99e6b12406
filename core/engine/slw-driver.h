/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/* What the note begins with that says what a step run waits for. */
#define SLW_DRIVER_WAITS "waits: "

/**
 * slw_driver_run_async:
 * @run: the run
 * @node: the node; its step run exists and its plugin is known
 * @provider: who does it
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks the provider what comes next, does it, and asks again, until it is done or fails. A provider is foreign code: it may
 * be asked so many times only, it is blamed by name when it fails without a reason or keeps the main loop waiting.
 *
 * What it waits for becomes a note (%SLW_DRIVER_WAITS), but not in a plan: once for as long as the reason begins the same, up to
 * its first number; after the first five of a step run, one a minute at most.
 */
void slw_driver_run_async (SlwRun *run,
                           SlwNode *node,
                           SlwStep *provider,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * slw_driver_run_finish:
 * @result: a result
 * @outcome: (out): what became of the step run when it did not fail: done, or ended at the ceiling
 * @summary: (out) (transfer full) (nullable): what the provider says of it
 * @error: return location
 *
 * Returns: %FALSE when the step run failed; %SLW_ERROR_REFUSED when it found something that inhibits the run
 */
gboolean slw_driver_run_finish (GAsyncResult *result, SlwOutcome *outcome, char **summary, GError **error);

G_END_DECLS
