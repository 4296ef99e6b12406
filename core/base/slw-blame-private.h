/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLW_BLAME_NAME 128

/**
 * SlwBlame:
 * @who: whose code runs, for instance `plugin apt-debian`
 * @what: what it is at, for instance `in step upgrade on main`
 *
 * Whose code runs just now, in memory that a signal handler may read.
 */
typedef struct {
  char who[SLW_BLAME_NAME];
  char what[SLW_BLAME_NAME];
} SlwBlame;

/**
 * slw_blame_begin:
 * @before: (out): for slw_blame_end()
 * @kind: `plugin`, or what else it is
 * @name: its name
 * @format: what it is at, in the manner of printf()
 *
 * From now on a crash is theirs.
 */
void slw_blame_begin (SlwBlame *before, const char *kind, const char *name, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * slw_blame_end:
 * @before: what slw_blame_begin() gave
 *
 * Their code has come back.
 */
void slw_blame_end (const SlwBlame *before);

/**
 * slw_blame_add_owner:
 * @address: an address in a file that stays loaded
 * @name: name of the plugin whose file it is
 */
void slw_blame_add_owner (gconstpointer address, const char *name);

/**
 * slw_blame_get_owner:
 * @address: address of a function
 *
 * For the main thread, as is slw_blame_add_owner().
 *
 * Returns: (nullable): name of the plugin whose file the function is in; %NULL: of none
 */
const char *slw_blame_get_owner (gconstpointer address);

/**
 * slw_blame_look:
 * @now: (out): whose code runs; not to be trusted before it was the same turn twice
 *
 * For another thread.
 *
 * Returns: the number of the turn; 0: nobody's code but our own runs. The same number again: it has not come back since.
 */
guint slw_blame_look (SlwBlame *now);

/**
 * slw_blame_write_note:
 * @text: a line without its end
 *
 * Leaves @text where a crash would leave its message.
 */
void slw_blame_write_note (const char *text);

/**
 * slw_blame_remove_note:
 *
 * It came to nothing.
 */
void slw_blame_remove_note (void);

/**
 * slw_blame_install:
 * @run: (nullable): id of the run, for the message; %NULL: there is none yet
 * @note: (nullable): file that the message is left in, too
 *
 * Says on standard error who crashed when SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT comes, and how to go on; then the signal does what
 * it did before, so that there is a core dump where one is wanted, and a sanitizer's report.
 */
void slw_blame_install (const char *run, const char *note);

G_END_DECLS
