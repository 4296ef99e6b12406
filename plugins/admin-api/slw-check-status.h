/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The core checks a platform before it takes a target version, and writes what came of it to its log alone. */

/* A script with one argument: since (GMT, as the log writes it). Prints `ID: STATE - REASON` lines. */
const char *slw_check_status_script (void);

/* Returns: (transfer full) (nullable): which checks were not OK, and what helps, for people; %NULL when @text shows none */
char *slw_check_status_explain (const char *text);

G_END_DECLS
