/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwWatchdog:
 *
 * A thread that looks after the code of others. While a plugin does not come back, nothing else of the program runs: no
 * signal is heard and no lock kept. After a while it is named, and Ctrl-C ends the program at once; after a long while the
 * program ends by itself (SIGABRT). Jobs on servers go on in either case, and `resume` follows them.
 */
typedef struct _SlwWatchdog SlwWatchdog;

/**
 * SlwWatchdogTimes:
 * @tick: milliseconds between two looks
 * @warn: after so many looks at the same call it is named
 * @end: after so many the program ends
 *
 * Counted in looks, not by a clock: a program that was stopped (SIGSTOP, a laptop that slept) has held up nobody.
 */
typedef struct {
  guint tick;
  guint warn;
  guint end;
} SlwWatchdogTimes;

/**
 * slw_watchdog_new:
 * @times: (nullable): 10 s and two minutes unless given
 *
 * Watches what slw_blame_begin() tells of, until slw_watchdog_free(). There may be one at a time.
 *
 * Returns: (transfer full): the watchdog
 */
SlwWatchdog *slw_watchdog_new (const SlwWatchdogTimes *times);

/**
 * slw_watchdog_free:
 * @self: (transfer full): the watchdog
 *
 * Waits for its thread, and gives the signals back.
 */
void slw_watchdog_free (SlwWatchdog *self);

G_END_DECLS
