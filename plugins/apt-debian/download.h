/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "apt-debian.h"

G_BEGIN_DECLS

/**
 * download_next:
 * @self: the provider
 * @run: a step run of kind `packages.download`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Fetches what a plan says, so that its installation is short.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *download_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * download_output:
 * @run: a step run
 * @line: a line of apt-get's output
 *
 * Shows how far it is.
 */
void download_output (SlwStepRun *run, const char *line);

G_END_DECLS
