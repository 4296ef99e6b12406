/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * quirks_get_modules:
 *
 * Returns: (transfer full) (array zero-terminated=1): modules of the distribution that are to be disabled
 */
char **quirks_get_modules (void);

/**
 * quirks_get_options:
 *
 * Returns: (transfer full) (array zero-terminated=1): options of dnf that hide packages of other repositories
 */
char **quirks_get_options (void);

G_END_DECLS
