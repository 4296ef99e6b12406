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
  assert_declines ("os.family=redhat\n", "there is neither dnf nor yum");
  assert_declines (NULL, "no Red Hat*unknown*");
}

/* Enterprise Linux 7 has no dnf. */
static void
test_yum (void)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", "os.family=redhat\npackage-manager=yum\n");
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
  g_test_add_func ("/yum-redhat/yum", test_yum);
  return g_test_run ();
}
