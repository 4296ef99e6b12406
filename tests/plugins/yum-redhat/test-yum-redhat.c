/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-redhat.h"

#include "yum-test.h"

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
  assert_declines ("os.family=debian\npackage-manager=apt-get\n", "no Red Hat*(os.family is debian)");
  assert_declines ("os.family=redhat\n", "there is no dnf");
  assert_declines ("os.family=redhat\npackage-manager=yum\n", "there is only yum 3*dnf is needed");
  assert_declines (NULL, "no Red Hat*unknown*");
}

/* On Enterprise Linux 8 and later, yum is another name of dnf. */
static void
test_both (void)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox",
                          "os.family=redhat\npackage-manager=dnf\npackage-manager=yum\n");
  slw_harness_begin (h, "packages.query", "shard");
  slw_harness_set_param (h, "packages", "bm-*");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rpm -qa *");
  slw_harness_expect_done (h, "not installed: bm-*");
  slw_harness_expect_output (h, "packages", "");
  slw_harness_expect_output (h, "names", "");
  slw_harness_expect_output (h, "missing", "bm-*");
  slw_harness_expect_output (h, "versions", "");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-redhat/declines", test_declines);
  g_test_add_func ("/yum-redhat/both", test_both);
  return g_test_run ();
}
