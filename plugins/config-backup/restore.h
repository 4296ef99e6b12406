/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config-backup.h"

G_BEGIN_DECLS

/**
 * diff_next:
 * @self: the provider
 * @run: a step run of `config.diff`
 * @last: (nullable): the last result
 * @error: return location
 *
 * Reads what is there now, to be compared with a backup on the controller.
 *
 * Returns: (transfer full): what comes next, or %NULL with @error
 */
SlwDirective *diff_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * restore_next:
 * @self: the provider
 * @run: a step run of `config.restore`
 * @last: (nullable): the last result
 * @error: return location
 *
 * Reads what is there now, changes what differs from the backup, reads once more and compares.
 *
 * Returns: (transfer full): what comes next, or %NULL with @error
 */
SlwDirective *restore_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
