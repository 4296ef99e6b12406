/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_take_up_run:
 * @cli: the context
 * @record: a run on record whose process has ended
 * @accept_changes: whether it goes on although something was changed since
 * @error: return location
 *
 * Makes the run once more, with what it was started with, so that this process goes on with it.
 *
 * Returns: (transfer full): the run, or %NULL: %SLW_ERROR_STALE when the platform file, the pipeline or a plugin was changed
 */
SlwRun *slw_take_up_run (SlwCliContext *cli, const SlwJournalRun *record, gboolean accept_changes, GError **error);

G_END_DECLS
