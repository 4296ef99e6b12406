/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "../descriptor-check.h"
#include "set-test.h"

/* Its kinds begin, whatever family the server is of. */
static void
test_kinds (void)
{
  static const char *const kinds[] = { "upgrade.prefetch", "upgrade.apply" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (SlwHarness) h = slw_harness_new ();
    g_autoptr (GError) error = NULL;

    slw_harness_load_plugin (h, PLUGIN, &error);
    g_assert_no_error (error);
    slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", "os.family=redhat\n");
    slw_harness_begin (h, kinds[i], "shard");
    slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.plan is missing*");
    assert_plays (h);
  }
}

static void
test_manifest (void)
{
  descriptor_check (PLUGIN, "download-only-upgrade");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plugin/manifest", test_manifest);
  g_test_add_func ("/plugin/kinds", test_kinds);
  return g_test_run ();
}
