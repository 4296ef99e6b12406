/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/probe.h"

#include "role-test.h"

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Probe) probe = probe_parse (
      "installed yes\nfirewalld yes\ncontainer lxc\ncontainer other\nlistener 25 exim4\nlistener 443 a b\nlistener x\n"
      "junk\ntime 1795322405\nend 0\n",
      &error);

  g_assert_no_error (error);
  g_assert_true (probe->installed);
  g_assert_true (probe->firewalld);
  g_assert_cmpstr (probe->container, ==, "lxc");
  g_assert_cmpint (probe->time, ==, 1795322405);
  g_assert_cmpstr (probe_find_listener (probe, "25"), ==, "exim4");
  g_assert_cmpstr (probe_find_listener (probe, "443"), ==, "a b");
  g_assert_null (probe_find_listener (probe, "80"));
}

static void
test_little (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Probe) probe = probe_parse ("time junk\nend 0\n", &error);

  g_assert_no_error (error);
  g_assert_false (probe->installed);
  g_assert_null (probe->container);
  g_assert_cmpint (probe->time, ==, 0);
}

static void
test_cut_off (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (probe_parse ("installed yes\n", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static void
test_action (void)
{
  g_autoptr (SlwAction) action = probe_new_action ();

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/parse", test_parse);
  g_test_add_func ("/probe/little", test_little);
  g_test_add_func ("/probe/cut-off", test_cut_off);
  g_test_add_func ("/probe/action", test_action);
  return g_test_run ();
}
