/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-watchdog.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#include "core/base/slw-blame-private.h"

#define FOR_EVER (60 * G_USEC_PER_SEC)

static const SlwWatchdogTimes quick = { .tick = 20, .warn = 5, .end = 50 };
static const SlwWatchdogTimes quick_to_warn = { .tick = 20, .warn = 5, .end = 10000 };
static const SlwWatchdogTimes patient
    = { .tick = 20, .warn = 50, .end = 10000 }; /* one second, also on a busy machine */

static volatile sig_atomic_t heard;

static void
on_signal (int number)
{
  heard++;
}

/* Whoever holds up a program seldom sleeps. */
static void
spend (gint64 usec)
{
  gint64 end = g_get_monotonic_time () + usec;

  while (g_get_monotonic_time () < end)
    g_thread_yield ();
}

/* A plugin that is away for that long, or until something has happened; whether it has. */
static gboolean
be_away (gint64 usec, gboolean (*has_come) (void))
{
  gint64 end = g_get_monotonic_time () + usec;
  gboolean came = FALSE;
  SlwBlame before;

  slw_blame_begin (&before, "plugin", "stuck", "in step %s on %s", "go", "main");
  while (!came && g_get_monotonic_time () < end) {
    g_thread_yield ();
    came = has_come != NULL && has_come ();
  }
  slw_blame_end (&before);
  return came;
}

static gboolean
signal_is_plain (void)
{
  struct sigaction now;

  sigaction (SIGINT, NULL, &now);
  return now.sa_handler == SIG_DFL;
}

static gboolean
signal_is_caught (void)
{
  struct sigaction now;

  sigaction (SIGINT, NULL, &now);
  return now.sa_handler == on_signal;
}

static void
test_ends (void)
{
  g_autofree char *name
      = g_strdup_printf ("slipway-test-watchdog-%d", (int) (g_test_subprocess () ? getppid () : getpid ()));
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  g_autofree char *note = NULL;

  if (g_test_subprocess ()) {
    slw_blame_install ("20261122-031500-aaaa", path);
    slw_watchdog_new (&quick);
    be_away (FOR_EVER, NULL);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (
      "*slipway: plugin stuck has held up the program for 0 s in step go on main; Ctrl-C ends*\n"
      "slipway: plugin stuck has held up the program for 1 s in step go on main, and is waited*");
  g_assert_true (g_file_get_contents (path, &note, NULL, NULL));
  g_assert_cmpstr (note, ==, "plugin stuck has held up the program for 1 s in step go on main\n");
  g_unlink (path);
}

/* As long as nobody would hear of a signal, it ends the program. */
static void
test_signals (void)
{
  if (g_test_subprocess ()) {
    struct sigaction catch = { .sa_handler = on_signal };
    SlwWatchdog *watchdog = slw_watchdog_new (&quick_to_warn);

    sigaction (SIGINT, &catch, NULL);
    signal (SIGHUP, SIG_IGN);
    g_assert_true (be_away (FOR_EVER, signal_is_plain));
    g_assert_true (signal (SIGHUP, SIG_IGN) == SIG_IGN);
    for (gint64 end = g_get_monotonic_time () + FOR_EVER; !signal_is_caught () && g_get_monotonic_time () < end;)
      g_thread_yield ();
    raise (SIGINT);
    g_assert_cmpint (heard, ==, 1);
    g_assert_true (be_away (FOR_EVER, signal_is_plain));
    slw_watchdog_free (watchdog);
    g_assert_true (signal_is_caught ());
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* Many calls are no long one, and what nobody is blamed for is ours. */
static void
test_patient (void)
{
  if (g_test_subprocess ()) {
    SlwWatchdog *watchdog = slw_watchdog_new (&patient);
    gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC * 3 / 2;

    while (g_get_monotonic_time () < end)
      be_away (G_USEC_PER_SEC / 100, NULL);
    spend (G_USEC_PER_SEC * 3 / 2);
    slw_watchdog_free (watchdog);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watchdog/ends", test_ends);
  g_test_add_func ("/watchdog/signals", test_signals);
  g_test_add_func ("/watchdog/patient", test_patient);
  return g_test_run ();
}
