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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-debian/declines", test_declines);
  return g_test_run ();
}
