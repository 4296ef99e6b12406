/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "order.h"

static void
test_places (void)
{
  guint line = 0;

  g_assert_cmpint (order_find ("postgresql@15-main.service", NULL), ==, PLACE_FIRST);
  g_assert_cmpint (order_find ("telegraf.service", &line), ==, PLACE_OTHER);
  g_assert_cmpuint (line, ==, 0);
  g_assert_cmpint (order_find ("ssh.service", NULL), ==, PLACE_LAST);
  g_assert_cmpint (order_find ("sshd.service", NULL), ==, PLACE_LAST);
  g_assert_cmpint (order_find ("dbus-broker.service", NULL), ==, PLACE_REBOOT);
  g_assert_cmpint (order_find ("sshd@7-198.18.0.1:22.service", NULL), ==, PLACE_LEAVE);
  g_assert_cmpint (order_find ("slipway-run-1.service", NULL), ==, PLACE_LEAVE);
}

/* A pattern is for the whole name. */
static void
test_whole_names (void)
{
  g_assert_cmpint (order_find ("dbus.service.service", NULL), ==, PLACE_OTHER);
  g_assert_cmpint (order_find ("xnginx.service", NULL), ==, PLACE_OTHER);
  g_assert_cmpint (order_find ("nginx.socket", NULL), ==, PLACE_OTHER);
  g_assert_cmpint (order_find ("", NULL), ==, PLACE_OTHER);
}

static void
test_order (void)
{
  static const char *const sorted[] = { "postgresql.service", "postgresql@15-main.service",
                                        "bm-pimp.service",    "bm-node.service",
                                        "bm-core.service",    "bm-eas.service",
                                        "bm-tika.service",    "postfix.service",
                                        "nginx.service",      "cron.service",
                                        "telegraf.service",   "ssh.service" };

  for (guint i = 1; i < G_N_ELEMENTS (sorted); i++) {
    g_assert_cmpint (order_compare (sorted[i - 1], sorted[i]), <, 0);
    g_assert_cmpint (order_compare (sorted[i], sorted[i - 1]), >, 0);
  }
  g_assert_cmpint (order_compare ("ssh.service", "ssh.service"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/places", test_places);
  g_test_add_func ("/order/whole-names", test_whole_names);
  g_test_add_func ("/order/order", test_order);
  return g_test_run ();
}
