/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * slw_run_summary_print:
 * @cli: the context
 * @run: a run that ended well
 *
 * Says what it came to, in a line or two or as a document.
 */
void slw_run_summary_print (SlwCliContext *cli, SlwRun *run);

G_END_DECLS
