/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config-backup.h"

G_BEGIN_DECLS

/**
 * backup_next:
 * @self: the provider
 * @run: a step run of `config.backup`
 * @last: (nullable): the last result
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL with @error
 */
SlwDirective *backup_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
