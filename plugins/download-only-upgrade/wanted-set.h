/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

#include "prepared-set.h"

G_BEGIN_DECLS

/**
 * wanted_set_new:
 * @run: a step run with the parameters `plan`, `remove` (of packages.plan) and `files` (of packages.download)
 * @error: return location
 *
 * Returns: (transfer full): what is wanted now, or %NULL with %SLW_ERROR_INVALID
 */
PreparedSet *wanted_set_new (SlwStepRun *run, GError **error);

/**
 * wanted_set_is_empty:
 * @self: what is wanted
 *
 * Returns: whether nothing comes and nothing goes
 */
gboolean wanted_set_is_empty (const PreparedSet *self);

/**
 * wanted_set_read:
 * @label: what for
 *
 * Returns: (transfer full): a READ action that prints the server's set, or nothing when there is none
 */
SlwAction *wanted_set_read (const char *label);

G_END_DECLS
