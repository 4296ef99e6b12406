/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config-backup.h"

G_BEGIN_DECLS

/**
 * external_next:
 * @self: the provider
 * @run: a step run of `backup.external`
 * @last: (nullable): the last result
 * @error: return location
 *
 * The full backup of the platform, which somebody else makes: is it fresh? can it be made now? may it be done without?
 *
 * Returns: (transfer full): what comes next, or %NULL with @error
 */
SlwDirective *external_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * external_read_age:
 * @text: what was printed: the time now, then the time of the backup, each in seconds since 1970 on a line of its own
 * @seconds: (out): how old the backup is
 *
 * Returns: %FALSE when @text has no such two lines
 */
gboolean external_read_age (const char *text, gint64 *seconds);

G_END_DECLS
