/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "simulation.h"

G_BEGIN_DECLS

/**
 * apt_simulation_parse:
 * @text: standard output of `apt-get -s`, LC_ALL=C
 * @error: return location
 *
 * Returns: (transfer full): what it would do, or %NULL with %SLW_ERROR_INVALID naming the line that makes no sense
 */
Simulation *apt_simulation_parse (const char *text, GError **error);

/**
 * apt_simulation_is_file_of:
 * @package: a package
 * @file: name of a `.deb` as `apt-get --print-uris` has it, unescaped
 *
 * Returns: whether the file is that of the package
 */
gboolean apt_simulation_is_file_of (const SimulationPackage *package, const char *file);

G_END_DECLS
