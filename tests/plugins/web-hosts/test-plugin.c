/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "../descriptor-check.h"
#include "hosts-test.h"

static void
test_loads (void)
{
  g_autoptr (SlwHarness) h = new_harness ("web.remember", "nonsense\n");

  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*cut off*");
  assert_plays (h);
}

static void
test_manifest (void)
{
  descriptor_check (PLUGIN, "web-hosts");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plugin/manifest", test_manifest);
  g_test_add_func ("/plugin/loads", test_loads);
  return g_test_run ();
}
