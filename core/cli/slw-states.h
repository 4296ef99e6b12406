/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/journal/slw-journal-report.h"

G_BEGIN_DECLS

/* In which state a run that was aborted has left its servers. */

/**
 * slw_states_append:
 * @report: what is known of the run
 * @out: where to
 *
 * Appends a line for each server, and one for the packages that were changed on it.
 */
void slw_states_append (const SlwJournalReport *report, GString *out);

/**
 * slw_states_add:
 * @report: what is known of the run
 * @builder: a builder within an object
 *
 * Adds the member `states`.
 */
void slw_states_add (const SlwJournalReport *report, JsonBuilder *builder);

/**
 * slw_states_get_exit_status:
 * @states: (element-type SlwJournalState): what the journal says
 *
 * Returns: %SLW_EXIT_OK when no server is left in the middle of something
 */
int slw_states_get_exit_status (GPtrArray *states);

G_END_DECLS
