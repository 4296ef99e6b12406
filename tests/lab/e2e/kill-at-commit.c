/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Loaded before SQLite by $LD_PRELOAD, into a slipway only: what starts it and what it starts are left alone. It counts the commits
 * to the journal.
 *   $SLIPWAY_KILL_AT   right after this one the program is killed, as by `kill -9`
 *   $SLIPWAY_KILL_KNOWN  the same right after the first one with which the journal knows at least so many things
 *   $SLIPWAY_JUMP_AT   right after this one the clock of the day jumps by $SLIPWAY_JUMP seconds
 *   $SLIPWAY_COMMITS   a file that gets a line for each: how many things the journal knows */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct sqlite3;
int sqlite3_exec (
    struct sqlite3 *db, const char *sql, int (*callback) (void *, int, char **, char **), void *data, char **message);

/* A thing is what a resumed run does not learn anew: so many of them are the same moment in a run, whatever was resumed before. */
static const char things[]
    = "SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM facts) + (SELECT count(*) FROM steps)"
      " + (SELECT count(*) FROM steps WHERE finished > 0) + (SELECT count(*) FROM outputs)"
      " + (SELECT count(DISTINCT key) FROM actions) + (SELECT count(DISTINCT key) FROM actions WHERE finished > 0)";

static long kill_at;
static long kill_known;
static long jump_at;
static long jump;
static long count;
static volatile long offset; /* seconds that the clock has jumped */
static int commits = -1;

static long
get_number (const char *name)
{
  const char *text = getenv (name); /* style:blocked-function there is no GLib in this module */

  return text != NULL ? strtol (text, NULL, 10) : 0;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *file = getenv ("SLIPWAY_COMMITS"); /* style:blocked-function there is no GLib in this module */

  if (strcmp (program_invocation_short_name, "slipway") != 0)
    return;
  kill_at = get_number ("SLIPWAY_KILL_AT");
  kill_known = get_number ("SLIPWAY_KILL_KNOWN");
  jump_at = get_number ("SLIPWAY_JUMP_AT");
  jump = get_number ("SLIPWAY_JUMP");
  if (file != NULL)
    commits = open (file, O_WRONLY | O_APPEND | O_CLOEXEC);
  unsetenv ("LD_PRELOAD"); /* style:blocked-function there is no GLib in this module */
}

static int
take_number (void *number, int columns, char **values, char **names)
{
  (void) columns;
  (void) names;
  *(long *) number = strtol (values[0], NULL, 10);
  return 0;
}

static void
count_commit (struct sqlite3 *db, __typeof__ (sqlite3_exec) *execute)
{
  long known = 0;

  count++;
  if (commits >= 0 || kill_known > 0)
    execute (db, things, take_number, &known, NULL);
  if (commits >= 0 && dprintf (commits, "%ld\n", known) < 0)
    abort ();
  if (count == kill_at || (kill_known > 0 && known >= kill_known))
    kill (getpid (), SIGKILL);
  if (count == jump_at)
    offset = jump;
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
  if (strcmp (sql, "COMMIT") == 0)
    count_commit (db, real);
  return status;
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  static __typeof__ (clock_gettime) *real;
  int status;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "clock_gettime");
  status = real (clock, now);
  if (status == 0 && clock == CLOCK_REALTIME)
    now->tv_sec += offset;
  return status;
}

int
gettimeofday (struct timeval *now, void *zone)
{
  struct timespec precise;

  (void) zone;
  clock_gettime (CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *result)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (result != NULL)
    *result = now.tv_sec;
  return now.tv_sec;
}
