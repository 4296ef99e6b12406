/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * slw_ask_find_run:
 * @cli: the context
 * @journal: the journal
 * @id: (nullable): id of a run, or how it begins; %NULL for the one of the platform that is under way
 * @error: return location
 *
 * Returns: (transfer full): the run, or %NULL: a plan is refused
 */
SlwJournalRun *slw_ask_find_run (SlwCliContext *cli, SlwJournal *journal, const char *id, GError **error);

/**
 * slw_ask_run:
 * @cli: the context
 * @journal: the journal
 * @run: (inout): a run that is under way; as it is at its end
 * @verb: what is asked of its process
 * @error: return location
 *
 * Writes the request down and waits until the run has ended. What it waits for meanwhile goes to standard error.
 *
 * Returns: whether it has ended; a process that is gone is %SLW_ERROR_REFUSED
 */
gboolean slw_ask_run (SlwCliContext *cli, SlwJournal *journal, SlwJournalRun **run, const char *verb, GError **error);

/**
 * slw_ask_was_aborted:
 * @journal: the journal
 * @run: id of a run
 *
 * Returns: whether its process was asked to abort it, and has heard of it
 */
gboolean slw_ask_was_aborted (SlwJournal *journal, const char *run);

G_END_DECLS
