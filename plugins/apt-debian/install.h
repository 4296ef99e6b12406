/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "apt-debian.h"

G_BEGIN_DECLS

/**
 * install_next:
 * @self: the provider
 * @run: a step run of kind `packages.install`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Installs exactly what a plan says.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *install_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * install_output:
 * @run: a step run
 * @line: a line of apt-get's output
 *
 * Shows how far it is.
 */
void install_output (SlwStepRun *run, const char *line);

G_END_DECLS
