/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restart.h"

#include "services-test.h"

/* A process that is older than its service: a session that was kept when ssh was restarted. The clock of a process counts in
 * hundredths, so one that began with its service must not seem older. */
static void
test_older_than_its_service (void)
{
  static const struct {
    const char *began;
    gboolean restarted;
  } cases[] = { { "899", FALSE }, { "950", TRUE }, { "1000", TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = new_harness ("services.restart", "init=systemd\n");
    g_autofree char *stale = g_strdup_printf ("P %s /system.slice/ssh.service /usr/sbin/sshd\n" END, cases[i].began);
    const char *unit
        = "Id=ssh.service\nLoadState=loaded\nActiveState=active\nInactiveExitTimestampMonotonic=10000000\n";

    slw_harness_expect_exec (h, SLW_EFFECT_READ, LOOK);
    slw_harness_answer (h, 0, stale, NULL);
    slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
    slw_harness_answer (h, 0, unit, NULL);
    if (cases[i].restarted) {
      slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "systemctl restart -- ssh.service");
      slw_harness_expect_exec (h, SLW_EFFECT_READ, LOOK);
      slw_harness_answer (h, 0, END, NULL);
      slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
      slw_harness_answer (h, 0, unit, NULL);
    }
    slw_harness_expect_done (h, cases[i].restarted ? "restarted: ssh" : "no service uses a file that was replaced");
    slw_harness_expect_output (h, "restarted", cases[i].restarted ? "ssh" : "");
    if (cases[i].restarted)
      slw_harness_expect_note (h, "ssh uses /usr/sbin/sshd*");
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/older-than-its-service", test_older_than_its_service);
  return g_test_run ();
}
