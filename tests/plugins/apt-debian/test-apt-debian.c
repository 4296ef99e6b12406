/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-debian.h"

#include "apt-test.h"

static void
assert_declines (const char *facts, const char *reason)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", facts);
  slw_harness_begin (h, "packages.query", "shard");
  slw_harness_expect_declined (h, reason);
  assert_plays (h);
}

static void
test_declines (void)
{
  assert_declines ("os.family=redhat\npackage-manager=dnf\n", "no Debian*(os.family is redhat)");
  assert_declines ("os.id=alpine\npackage-manager=apk\n", "no Debian*unknown*");
  assert_declines ("os.family=debian\n", "there is no apt-get");
  assert_declines (NULL, "no Debian*unknown*");
}

/* The setting and the step's parameter add up. */
static void
test_refused (void)
{
  g_autoptr (SlwHarness) h = new_bare_harness ("packages.plan");

  slw_harness_set_setting (h, "refuse", "nullmailer;ssmtp");
  slw_harness_set_setting (h, "recommends", "false");
  slw_harness_set_param (h, "packages", "a");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "* --no-install-recommends a ssmtp- nullmailer-");
  slw_harness_answer (h, 0, "X update 0\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "packages", "");
  slw_harness_expect_output (h, "remove", "");
  slw_harness_expect_output (h, "count", "0");
  slw_harness_expect_output (h, "download-bytes", "0");
  slw_harness_expect_output (h, "unpacked-bytes", "0");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-debian/declines", test_declines);
  g_test_add_func ("/apt-debian/refused", test_refused);
  return g_test_run ();
}
