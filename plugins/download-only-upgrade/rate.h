/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rate_parse:
 * @text: `500K`, `2M`, `1G` (1024 bytes per second, and 1024 and 1024² times that), or `no`
 * @rate: (out): bytes per second, 0 for no limit
 * @error: return location
 *
 * A number without a unit is refused: one means bytes by it, another kilobytes or bits.
 *
 * Returns: whether it makes sense, else %FALSE with %SLW_ERROR_INVALID
 */
gboolean rate_parse (const char *text, guint64 *rate, GError **error);

G_END_DECLS
