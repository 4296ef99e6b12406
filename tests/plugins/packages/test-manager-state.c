/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager-state.h"

#include "apt-debian/apt-test.h"
#include "apt-family.h"

static ManagerState *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ManagerState *state = manager_state_parse (text, &error);

  g_assert_no_error (error);
  return state;
}

static void
test_free (void)
{
  g_autoptr (ManagerState) state = parse (NO_LOCKS);

  g_assert_cmpuint (state->locks->len, ==, 0);
  g_assert_false (state->interrupted);
  g_assert_null (manager_state_describe_lock (state));
  g_assert_true (manager_state_is_settled (state));
}

static void
test_locked (void)
{
  g_autoptr (ManagerState) state = parse (LOCKED);
  g_autofree char *text = manager_state_describe_lock (state);

  g_assert_false (manager_state_is_settled (state));
  g_assert_cmpstr (text, ==,
                   "/var/lib/dpkg/lock-frontend is held by process 1562 (/usr/bin/python3 unattended-upgrade, unit "
                   "apt-daily-upgrade.service), which has run for 42 s");
}

static void
test_interrupted (void)
{
  g_autoptr (ManagerState) audit = parse ("A The following packages are only half configured\nA  bm-core\nX end 0\n");
  g_autoptr (ManagerState) journal = parse ("J /var/lib/dpkg/updates/0001\nX end 0\n");

  g_assert_true (audit->interrupted);
  g_assert_nonnull (strstr (audit->audit, "bm-core"));
  g_assert_true (journal->interrupted);
  g_assert_false (manager_state_is_settled (journal));
}

static void
test_packages (void)
{
  g_autoptr (ManagerState) state
      = parse ("A a mess\nR libstdc++6=12.2.0-14+deb12u1\nR x:i386=1:2~3\nF bm_core\nX end 0\n");

  g_assert_cmpuint (state->broken->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (state->broken, 0), ==, "libstdc++6=12.2.0-14+deb12u1");
  g_assert_cmpstr (g_ptr_array_index (state->broken, 1), ==, "x:i386=1:2~3");
  g_assert_cmpuint (state->unconfigured->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (state->unconfigured, 0), ==, "bm_core");
}

static void
test_refused (void)
{
  static const char *const bad[] = { "",
                                     "X end 1\n",
                                     "L /a\t1\n",
                                     "L /a\tx\t\t\t\nX end 0\n",
                                     "L /a\t0\t\t\t\nX end 0\n",
                                     "R --force=1\nX end 0\n",
                                     "R a b=1\nX end 0\n",
                                     "R \nX end 0\n",
                                     "F -y\nX end 0\n" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (manager_state_parse (bad[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

/* Nothing but looking. */
static void
test_action (void)
{
  g_autoptr (SlwAction) action = manager_state_new_action (&apt_family);

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  g_assert_cmpstr (slw_action_get_argv (action)[0], ==, "sh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manager-state/free", test_free);
  g_test_add_func ("/manager-state/locked", test_locked);
  g_test_add_func ("/manager-state/interrupted", test_interrupted);
  g_test_add_func ("/manager-state/packages", test_packages);
  g_test_add_func ("/manager-state/refused", test_refused);
  g_test_add_func ("/manager-state/action", test_action);
  return g_test_run ();
}
