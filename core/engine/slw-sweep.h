/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_sweep_async:
 * @run: a run that ended well
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Removes the folders of the run's jobs from the servers that have some, and those that no run has come back for in a month.
 * What cannot be removed stays; nobody is the worse for it.
 */
void slw_sweep_async (SlwRun *run, GAsyncReadyCallback callback, gpointer user_data);

/**
 * slw_sweep_finish:
 * @result: a result
 */
void slw_sweep_finish (GAsyncResult *result);

G_END_DECLS
