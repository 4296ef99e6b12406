/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For whoever cuts a text before it is redacted: half a secret is no longer found by slw_redact(). */

/**
 * slw_secret_measure_end:
 * @data: (array length=length): a text that was cut off
 * @length: its length in bytes
 *
 * Returns: how many bytes at the end of @data are the beginning of a secret, and must go; 0 when fewer than six are
 */
gsize slw_secret_measure_end (const char *data, gsize length);

/**
 * slw_secret_measure_start:
 * @data: (array length=length): a text whose beginning was cut off
 * @length: its length in bytes
 *
 * Returns: how many bytes at the start of @data are the end of a secret, and must go; 0 when fewer than six are
 */
gsize slw_secret_measure_start (const char *data, gsize length);

G_END_DECLS
