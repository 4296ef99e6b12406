/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * Stale:
 *
 * A service that runs code of a file that was replaced.
 */
typedef struct {
  char *unit;    /* with its `.service` */
  char *file;    /* one such file, escaped */
  guint64 began; /* when the youngest process that does began, in µs since the boot */
} Stale;

/**
 * stale_new_action:
 *
 * Returns: (transfer full): a READ action that asks for them
 */
SlwAction *stale_new_action (void);

/**
 * stale_parse:
 * @text: its answer
 * @error: return location
 *
 * Returns: (transfer full) (element-type Stale): a service each, or %NULL with %SLW_ERROR_INVALID when the answer is cut off
 */
GPtrArray *stale_parse (const char *text, GError **error);

/**
 * stale_find:
 * @all: (element-type Stale): what stale_parse() gave
 * @unit: name of a unit
 *
 * Returns: (transfer none) (nullable): what is known of it
 */
Stale *stale_find (GPtrArray *all, const char *unit);

G_END_DECLS
