/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/describe.h"

#include "role-test.h"

static void
expect_outputs (SlwHarness *h, const char *packages, const char *debconf)
{
  slw_harness_expect_done (h, packages);
  slw_harness_expect_output (h, "packages", packages);
  slw_harness_expect_output (h, "refuse", "ssmtp");
  slw_harness_expect_output (h, "debconf", debconf);
  slw_harness_expect_output (h, "services", "bm-node*");
  slw_harness_expect_output (h, "ports", "*5432*");
  assert_plays (h);
}

static void
test_debian (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAILBOX_ROLE, "role.describe", GOOD_FACTS);

  expect_outputs (
      h, "bm-mailbox-role postfix",
      "postfix postfix/main_mailer_type select No configuration; postfix postfix/mailname string main.lab.test");
}

static void
test_settings (void)
{
  g_autoptr (SlwHarness) more = new_harness (MAIN_ROLE, "role.describe", GOOD_FACTS);
  g_autoptr (SlwHarness) other = new_harness (MAIN_ROLE, "role.describe", GOOD_FACTS);

  slw_harness_set_setting (more, "extra-packages", "bm-mapi;bm-plugin-core-ad-import");
  expect_outputs (more, "bm-full * bm-mapi bm-plugin-core-ad-import", "*");
  slw_harness_set_setting (other, "packages", "bm-full;postfix");
  expect_outputs (other, "bm-full postfix", "*");
}

static void
test_red_hat (void)
{
  g_autoptr (SlwHarness) h = new_harness (MAILBOX_ROLE, "role.describe", "os.family=redhat\n");

  expect_outputs (h, "bm-mailbox-role postfix", "");
}

/* A name that would change what debconf reads is not handed on. */
static void
test_hostile_name (void)
{
  g_autoptr (SlwHarness) h = new_harness (
      MAIN_ROLE, "role.describe", "os.family=debian\nhost.fqdn=a; postfix postfix/x string y\nhost.short=main\n");

  expect_outputs (h, "bm-full *", "*postfix/mailname string main");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/describe/debian", test_debian);
  g_test_add_func ("/describe/settings", test_settings);
  g_test_add_func ("/describe/red-hat", test_red_hat);
  g_test_add_func ("/describe/hostile-name", test_hostile_name);
  return g_test_run ();
}
