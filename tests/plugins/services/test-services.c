/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include "services-test.h"

/* No command is tried where it cannot do anything, in either kind. */
static void
test_no_systemd (void)
{
  static const char *const kinds[] = { "services.restart", "services.start" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (SlwHarness) h = new_harness (kinds[i], "init=other\n");

    slw_harness_set_param (h, "services", "postfix");
    slw_harness_expect_done (h, "systemd does not run here");
    slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "services.init", "*");
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/services/no-systemd", test_no_systemd);
  return g_test_run ();
}
