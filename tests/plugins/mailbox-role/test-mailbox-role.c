/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "../bm-role/role-test.h"

static void
test_describe (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAILBOX_ROLE, "role.describe", GOOD_FACTS);

  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "bm-mailbox-role postfix");
  slw_harness_expect_output (h, "refuse", "ssmtp");
  slw_harness_expect_output (h, "debconf", "*No configuration*");
  slw_harness_expect_output (h, "services", "bm-node postfix *bm-lmtpd*");
  slw_harness_expect_output (h, "ports", "*8021|8022*");
  assert_plays (h);
}

/* A port of the role's own. */
static void
test_prepare (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAILBOX_ROLE, "role.prepare", GOOD_FACTS "port=2400 ::\n");
  g_autofree char *answer = make_probe ("", 0);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at what is there");
  slw_harness_answer (h, 0, answer, NULL);
  slw_harness_expect_done (h, "checked");
  slw_harness_expect_output (h, "installed", "no");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "check.port", "port 2400 is taken*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailbox-role/describe", test_describe);
  g_test_add_func ("/mailbox-role/prepare", test_prepare);
  return g_test_run ();
}
