/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

#define SLW_HEARTBEAT_MS 5000

/**
 * SlwHeartbeat:
 *
 * Renews the heartbeat of the journal's lock with each beat, and with every sixth those of the servers to which nothing is
 * under way. While a job runs, who follows it on the server renews that server's.
 */
typedef struct _SlwHeartbeat SlwHeartbeat;

/**
 * slw_heartbeat_new:
 * @run: a run that holds its locks
 * @interval: milliseconds between two beats
 * @lost: called when a lock is found to be somebody else's; perhaps more than once
 * @user_data: for @lost
 *
 * Returns: (transfer full): a heartbeat that goes on until it is freed
 */
SlwHeartbeat *slw_heartbeat_new (SlwRun *run,
                                 guint interval,
                                 void (*lost) (const GError *error, gpointer user_data),
                                 gpointer user_data);

/**
 * slw_heartbeat_free:
 * @self: (transfer full): a heartbeat
 */
void slw_heartbeat_free (SlwHeartbeat *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwHeartbeat, slw_heartbeat_free)

G_END_DECLS
