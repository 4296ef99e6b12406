/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * Settle:
 *
 * The wait for services that were started or restarted, until each of them is up or a deadline is over.
 */
typedef struct _Settle Settle;

/**
 * settle_new:
 * @names: (element-type utf8): names of units
 * @run: the step run; its parameter `wait` says how many seconds they may take, 120 without it
 * @error: return location
 *
 * Returns: (transfer full): a wait, or %NULL when the parameter is no number
 */
Settle *settle_new (GPtrArray *names, SlwStepRun *run, GError **error);

/**
 * settle_next:
 * @self: a wait
 * @run: the step run
 * @last: (nullable): result of the last action
 * @up: (out): whether all are up, and nothing is left to do
 * @error: return location
 *
 * Fails with %SLW_ERROR_VERIFY, the last words of those that are not up, and what to type.
 *
 * Returns: (transfer full) (nullable): what comes next, or %NULL: then either @up or @error is set
 */
SlwDirective *settle_next (Settle *self, SlwStepRun *run, const SlwResult *last, gboolean *up, GError **error);

/**
 * settle_dup_up:
 * @self: a wait
 *
 * Returns: (transfer full): those that are up, without their `.service`, separated by spaces
 */
char *settle_dup_up (const Settle *self);

/**
 * settle_dup_down:
 * @self: a wait
 *
 * Returns: (transfer full): those that are not, but for those that a condition of their file keeps off
 */
char *settle_dup_down (const Settle *self);

/**
 * settle_free:
 * @self: (transfer full): a wait
 */
void settle_free (Settle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Settle, settle_free)

G_END_DECLS
