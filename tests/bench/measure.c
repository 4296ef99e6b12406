/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs a command and writes what it cost: "seconds user system peak-KiB status". Processor time is that of the whole
 * tree: orphans of the command come here (a subreaper) and are waited for too. Peak memory is that of the largest
 * process. It is C because a process starts its count of peak memory with that of whoever forked it. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static double
seconds (struct timeval t)
{
  return (double) t.tv_sec + (double) t.tv_usec / 1e6;
}

static void
become (char **argv)
{
  int null = open ("/dev/null", O_RDONLY);

  dup2 (null, STDIN_FILENO);
  execvp (argv[0], argv);
  perror (argv[0]);
  _exit (127);
}

int
main (int argc, char **argv)
{
  double started = now (), wall;
  int status = 0;
  struct rusage usage;
  FILE *report;
  pid_t child;

  if (argc < 3) {
    fprintf (stderr, "usage: measure REPORT COMMAND...\n");
    return 2;
  }
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  child = fork ();
  if (child == 0)
    become (argv + 2);
  if (child < 0 || waitpid (child, &status, 0) != child) {
    perror ("measure");
    return 2;
  }
  wall = now () - started;
  while (wait (NULL) > 0 || errno == EINTR)
    continue;
  getrusage (RUSAGE_CHILDREN, &usage);
  report = fopen (argv[1], "w");
  if (report == NULL) {
    perror (argv[1]);
    return 2;
  }
  fprintf (report, "%.6f %.6f %.6f %ld %d\n", wall, seconds (usage.ru_utime), seconds (usage.ru_stime), usage.ru_maxrss,
           WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));
  return fclose (report) == 0 ? 0 : 2;
}
