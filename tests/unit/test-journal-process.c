/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-process.h"

#include <sys/wait.h>
#include <unistd.h>

static void
test_self (void)
{
  const SlwJournalProcess *self = slw_journal_process_get_self ();

  g_assert_cmpint (self->pid, ==, getpid ());
  g_assert_cmpint (self->birth, >, 0);
  g_assert_cmpstr (self->host, ==, g_get_host_name ());
  g_assert_nonnull (self->boot);
  g_assert_false (slw_journal_process_is_gone (self));
}

static void
test_others (void)
{
  const SlwJournalProcess *self = slw_journal_process_get_self ();
  SlwJournalProcess parent = *self, before = *self, rebooted = *self, elsewhere = *self;

  before.birth--;
  g_assert_true (slw_journal_process_is_gone (&before));
  rebooted.boot = (char *) "another";
  g_assert_true (slw_journal_process_is_gone (&rebooted));
  elsewhere.host = (char *) "elsewhere";
  elsewhere.pid = 1;
  g_assert_false (slw_journal_process_is_gone (&elsewhere));
  parent.pid = getppid ();
  g_assert_true (slw_journal_process_is_gone (&parent)); /* that number, but another process */
}

/* After a fork it is the child that is meant, and once it ended it is gone, also before its parent asks for it. */
static void
test_child (void)
{
  SlwJournalProcess child = *slw_journal_process_get_self ();
  int channel[2];
  siginfo_t info;

  g_assert_cmpint (pipe (channel), ==, 0);
  child.pid = fork ();
  if (child.pid == 0) {
    const SlwJournalProcess *self = slw_journal_process_get_self ();

    _exit (self->pid == getpid () && write (channel[1], &self->birth, sizeof self->birth) == sizeof self->birth ? 0
                                                                                                                : 1);
  }
  g_assert_cmpint (read (channel[0], &child.birth, sizeof child.birth), ==, sizeof child.birth);
  g_assert_cmpint (waitid (P_PID, (id_t) child.pid, &info, WEXITED | WNOWAIT), ==, 0);
  g_assert_cmpint (info.si_status, ==, 0);
  g_assert_true (slw_journal_process_is_gone (&child));
  g_assert_cmpint (waitpid ((pid_t) child.pid, NULL, 0), ==, child.pid);
  g_assert_true (slw_journal_process_is_gone (&child));
  close (channel[0]);
  close (channel[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-process/self", test_self);
  g_test_add_func ("/journal-process/others", test_others);
  g_test_add_func ("/journal-process/child", test_child);
  return g_test_run ();
}
