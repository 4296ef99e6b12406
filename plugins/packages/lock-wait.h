/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages.h"
#include "manager-state.h"

G_BEGIN_DECLS

/* How often somebody else may be quicker to take a lock that was free when it was looked at. */
#define LOCK_RACES_MAX 5

/**
 * LockWait:
 *
 * Waiting for the package manager's locks, as a part of a step: what it needs between two calls.
 */
typedef struct {
  guint waited; /* seconds */
  gboolean asked;
  gboolean slept;
} LockWait;

/**
 * lock_wait_next:
 * @self: the provider
 * @wait: its state, zeros at first
 * @run: the step run
 * @last: (nullable): result of the last action
 * @state: (out) (transfer full) (nullable): what the server said last, once the locks are free
 * @error: return location
 *
 * In a plan nothing is waited for: a note says that the run would.
 *
 * Returns: (transfer full) (nullable): what comes next; %NULL with @state set when the locks are free, %NULL with an error
 *   (%SLW_ERROR_REFUSED names who holds which lock) otherwise
 */
SlwDirective *lock_wait_next (
    const Packages *self, LockWait *wait, SlwStepRun *run, const SlwResult *last, ManagerState **state, GError **error);

G_END_DECLS
