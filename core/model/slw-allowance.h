/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwAllowance:
 * @number: how many, or how many of a hundred
 * @is_percentage: whether it is a percentage
 *
 * How many of several servers may fail.
 */
typedef struct {
  guint number;
  gboolean is_percentage;
} SlwAllowance;

#define SLW_ALLOWANCE_WORDS "must be a number of servers, or a percentage such as 10%"

/**
 * slw_allowance_parse:
 * @text: `2` or `10%`
 * @allowance: (out): what it says
 *
 * Returns: whether it is one
 */
gboolean slw_allowance_parse (const char *text, SlwAllowance *allowance);

/**
 * slw_allowance_count:
 * @allowance: an allowance
 * @servers: how many servers there are
 *
 * Returns: how many of them may fail; of a percentage, what is less than a server is none
 */
guint slw_allowance_count (const SlwAllowance *allowance, guint servers);

G_END_DECLS
