/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "simulation.h"

G_BEGIN_DECLS

/**
 * yum_simulation_parse:
 * @text: standard output of `dnf --assumeno`, LC_ALL=C, followed by `=NAME ARCH VERSION` lines of what is installed
 * @error: return location
 *
 * Reads words, not columns: dnf breaks lines where a table does not fit into 80 columns, and nothing tells it otherwise.
 *
 * Returns: (transfer full): what it would do, or %NULL with %SLW_ERROR_INVALID naming the line that makes no sense
 */
Simulation *yum_simulation_parse (const char *text, GError **error);

/**
 * yum_simulation_is_file_of:
 * @package: a package
 * @file: name of an `.rpm`
 *
 * Returns: whether the file is that of the package
 */
gboolean yum_simulation_is_file_of (const SimulationPackage *package, const char *file);

G_END_DECLS
