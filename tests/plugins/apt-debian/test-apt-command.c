/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-command.h"

#include "apt-test.h"

static Simulation *
new_plan (const char *remove)
{
  const char *const install[] = { "postfix=3.7", "bm-core=4.1", NULL };
  const char *const go[] = { remove, NULL };
  g_autoptr (GError) error = NULL;
  Simulation *plan = simulation_parse_list (install, go, &error);

  g_assert_no_error (error);
  return plan;
}

static void
assert_joined (char **argv, const char *expected)
{
  g_autofree char *line = g_strjoinv (" ", argv);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_solve (void)
{
  const PackagesOptions install = { .recommends = TRUE };
  const PackagesOptions upgrade = { .choice = PACKAGES_CHOOSE_ALL_NEWER };
  const PackagesOptions some = { .choice = PACKAGES_CHOOSE_NEWER };
  const char *const wanted[] = { "a", "b", NULL };
  const char *const refused[] = { "c", NULL };
  g_auto (GStrv) first = apt_command_get_solve_arguments (&install);
  g_auto (GStrv) second = apt_command_get_solve_arguments (&upgrade);
  g_auto (GStrv) third = apt_command_get_solve_arguments (&some);
  g_auto (GStrv) packages = apt_command_get_packages (wanted, refused);

  assert_joined (first, "install --no-upgrade --install-recommends");
  assert_joined (second, "upgrade --with-new-pkgs --no-install-recommends");
  assert_joined (third, "install --only-upgrade --no-install-recommends");
  assert_joined (packages, "a b c-");
}

static void
test_exact (void)
{
  g_autoptr (Simulation) plan = new_plan ("exim4-base=4.96");
  g_autoptr (Simulation) nothing = g_steal_pointer (&plan);
  g_auto (GStrv) argv = apt_command_get_exact (nothing);

  assert_joined (argv, "bm-core=4.1 postfix=3.7 exim4-base-");
}

static void
test_install (void)
{
  g_autoptr (Simulation) plan = new_plan (NULL);
  g_autoptr (Simulation) removing = new_plan ("exim4-base=4.96");
  PackagesInstallation wanted = { SLW_EFFECT_MUTATE, "x", plan, { .recommends = TRUE }, 0, 10 };
  PackagesInstallation second = { SLW_EFFECT_MUTATE, "x", plan, { .recommends = TRUE }, 1, 10 };
  PackagesInstallation swap = { SLW_EFFECT_MUTATE, "x", removing, { .recommends = TRUE }, 0, 10 };
  PackagesInstallation download = { SLW_EFFECT_CACHE, "x", plan, { .recommends = TRUE }, 0, 10 };
  g_autoptr (SlwAction) first = apt_command_new_install (&wanted);
  g_autoptr (SlwAction) again = apt_command_new_install (&second);
  g_autoptr (SlwAction) remove = apt_command_new_install (&swap);
  g_autoptr (SlwAction) fetch = apt_command_new_install (&download);
  g_autofree char *line = slw_text_shell_quote (slw_action_get_argv (first));
  g_autofree char *key = slw_action_to_canonical (first);
  g_autofree char *other = slw_action_to_canonical (again);

  g_assert_nonnull (strstr (line, "--force-confdef"));
  g_assert_nonnull (strstr (line, "--force-confold"));
  g_assert_nonnull (strstr (line, "APT::Status-Fd=3"));
  g_assert_nonnull (strstr (line, "--no-remove"));
  g_assert_null (strstr (line, "--download-only"));
  g_assert_nonnull (strstr (key, "DEBIAN_FRONTEND=noninteractive"));
  g_assert_nonnull (strstr (key, "NEEDRESTART_SUSPEND=1"));
  g_assert_null (strstr (key, "UCF_FORCE"));
  g_assert_cmpstr (key, !=, other);
  g_assert_false (g_strv_contains (slw_action_get_argv (remove), "--no-remove"));
  g_assert_true (g_strv_contains (slw_action_get_argv (remove), "exim4-base-"));
  g_assert_true (g_strv_contains (slw_action_get_argv (fetch), "--download-only"));
  g_assert_cmpint (slw_action_get_effect (fetch), ==, SLW_EFFECT_CACHE);
}

static void
test_others (void)
{
  const PackagesOptions options = { .recommends = TRUE };
  g_autoptr (Simulation) plan = new_plan (NULL);
  g_autoptr (SlwAction) refresh = apt_command_new_refresh (NULL);
  g_autoptr (SlwAction) simulate = apt_command_new_simulate (plan, &options);
  g_autoptr (SlwAction) repair = apt_command_new_repair (10, NULL);

  g_assert_cmpint (slw_action_get_effect (refresh), ==, SLW_EFFECT_CACHE);
  g_assert_cmpint (slw_action_get_effect (simulate), ==, SLW_EFFECT_READ);
  g_assert_cmpint (slw_action_get_effect (repair), ==, SLW_EFFECT_MUTATE);
  g_assert_true (slw_action_is_expected (simulate, 100));
  g_assert_true (g_strv_contains (slw_action_get_argv (repair), "--force-confold"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-command/solve", test_solve);
  g_test_add_func ("/apt-command/exact", test_exact);
  g_test_add_func ("/apt-command/install", test_install);
  g_test_add_func ("/apt-command/others", test_others);
  return g_test_run ();
}
