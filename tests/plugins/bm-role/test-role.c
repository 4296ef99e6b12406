/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/role.h"

#include "role-test.h"

static void
assert_declines (const char *roles, const char *facts, const char *reason)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, MAILBOX_ROLE, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "s", "198.18.0.10", roles, facts);
  slw_harness_begin (h, "role.describe", "s");
  slw_harness_expect_declined (h, reason);
  assert_plays (h);
}

static void
test_declines (void)
{
  assert_declines ("main", GOOD_FACTS, "the server has not the role mailbox");
  assert_declines ("mailbox", "os.id=alpine\n", "BlueMind has no packages*");
  assert_declines ("mailbox", NULL, "BlueMind has no packages*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/role/declines", test_declines);
  return g_test_run ();
}
