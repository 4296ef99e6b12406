/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * start_next:
 * @run: a step run of kind `services.start`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL with @error set
 */
SlwDirective *start_next (SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
