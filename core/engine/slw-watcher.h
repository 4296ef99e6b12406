/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-bus.h>

#include "core/api/slw-step-run-private.h"
#include "core/engine/slw-dispatcher.h"
#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

/**
 * SlwWatcher:
 *
 * Repeats a question to each service that it is given, and says on the bus and in the journal when the service stops
 * answering and when it answers again. A question that is still under way is not asked a second time. Each lasts no longer
 * than its action's timeout, and nothing waits for any.
 */
typedef struct _SlwWatcher SlwWatcher;

/**
 * slw_watcher_new:
 * @dispatcher: who carries the questions out
 * @journal: where states are written down
 * @bus: where they are published
 *
 * Returns: (transfer full): a watcher of nothing
 */
SlwWatcher *slw_watcher_new (SlwDispatcher *dispatcher, SlwJournal *journal, SlwBus *bus);

/**
 * slw_watcher_free:
 * @self: (transfer full): a watcher; what it still watches is forgotten without a word
 */
void slw_watcher_free (SlwWatcher *self);

/**
 * slw_watcher_add:
 * @self: a watcher
 * @server: whose service it is
 * @step: name of the step that asked for it
 * @journal_id: that step's row in the journal
 * @request: what to ask
 *
 * From now on the service is watched. It counts as up: whoever asks for a watch has just had an answer.
 */
void slw_watcher_add (
    SlwWatcher *self, SlwServer *server, const char *step, gint64 journal_id, const SlwWatchRequest *request);

/**
 * slw_watcher_stop:
 * @self: a watcher
 *
 * Gives up what is under way and watches nothing more.
 */
void slw_watcher_stop (SlwWatcher *self);

G_END_DECLS
