/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "download-only-upgrade.h"

G_BEGIN_DECLS

/**
 * way_next:
 * @self: the provider
 * @run: a step run of kind `upgrade.way`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL with @error set
 */
SlwDirective *way_next (DownloadOnlyUpgrade *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
