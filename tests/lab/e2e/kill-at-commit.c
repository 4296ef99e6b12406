/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Loaded before SQLite by $LD_PRELOAD: a slipway is killed right after its $SLIPWAY_KILL_AT-th commit to a database, as by
 * `kill -9`. What starts it and what it starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sqlite3;
int sqlite3_exec (
    struct sqlite3 *db, const char *sql, int (*callback) (void *, int, char **, char **), void *data, char **message);

static long left;

__attribute__ ((constructor)) static void
begin (void)
{
  const char *number;

  if (strcmp (program_invocation_short_name, "slipway") != 0)
    return;
  number = getenv ("SLIPWAY_KILL_AT"); /* style:blocked-function there is no GLib in this module */

  left = number != NULL ? strtol (number, NULL, 10) : 0;
  unsetenv ("LD_PRELOAD"); /* style:blocked-function there is no GLib in this module */
}

int
sqlite3_exec (
    struct sqlite3 *db, const char *sql, int (*callback) (void *, int, char **, char **), void *data, char **message)
{
  static __typeof__ (sqlite3_exec) *real;
  int status;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "sqlite3_exec");
  status = real (db, sql, callback, data, message);
  if (strcmp (sql, "COMMIT") == 0 && --left == 0)
    kill (getpid (), SIGKILL);
  return status;
}
