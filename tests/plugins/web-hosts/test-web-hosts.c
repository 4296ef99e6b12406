/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "web-hosts.h"

#include "hosts-test.h"

/* A server without nginx has nothing to do, in either kind. */
static void
test_no_nginx (void)
{
  static const char *const kinds[] = { "web.remember", "web.restore" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (SlwHarness) h = new_harness (kinds[i], END);

    slw_harness_expect_done (h, "no web host but the product's own");
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web-hosts/no-nginx", test_no_nginx);
  return g_test_run ();
}
