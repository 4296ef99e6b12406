/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-command.h"

#include <string.h>

#include "yum-test.h"

static Simulation *
new_plan (const char *remove)
{
  const char *const install[] = { "postfix=2:3.5.9-24.el9", "glibc:i686=2.34-1", NULL };
  const char *const go[] = { remove, NULL };
  g_autoptr (GError) error = NULL;
  Simulation *plan = simulation_parse_list (install, go, &error);

  g_assert_no_error (error);
  return plan;
}

static void
assert_begins (char **argv, const char *expected)
{
  g_autofree char *line = g_strjoinv (" ", argv);

  g_assert_true (g_str_has_prefix (line, expected));
}

static void
test_solve (void)
{
  const PackagesOptions install = { .recommends = TRUE };
  const PackagesOptions upgrade = { .choice = PACKAGES_CHOOSE_NEWER };
  const PackagesOptions known = { .choice = PACKAGES_CHOOSE_NEWER, .cached = TRUE };
  const PackagesOptions all = { .choice = PACKAGES_CHOOSE_ALL_NEWER };
  const char *const wanted[] = { "a", NULL };
  const char *const refused[] = { "b", NULL };
  g_auto (GStrv) first = yum_command_get_solve_arguments (&install);
  g_auto (GStrv) second = yum_command_get_solve_arguments (&upgrade);
  g_auto (GStrv) third = yum_command_get_solve_arguments (&all);
  g_auto (GStrv) fourth = yum_command_get_solve_arguments (&known);
  g_auto (GStrv) packages = yum_command_get_packages (wanted, refused);

  assert_begins (first, "install --best --allowerasing --setopt=install_weak_deps=1 --setopt=epel.excludepkgs=nginx*");
  assert_begins (second, "upgrade --best --allowerasing --setopt=install_weak_deps=0");
  assert_begins (third, "all ");
  assert_begins (fourth, "upgrade --best --allowerasing -C ");
  assert_begins (packages, "a !b");
}

static void
test_install (void)
{
  g_autoptr (Simulation) plan = new_plan (NULL);
  g_autoptr (Simulation) removing = new_plan ("ssmtp=2.64-28.el9");
  PackagesInstallation wanted = { SLW_EFFECT_MUTATE, "x", plan, { .recommends = TRUE }, 0, 10 };
  PackagesInstallation again = { SLW_EFFECT_MUTATE, "x", plan, { .recommends = TRUE }, 1, 10 };
  PackagesInstallation swap = { SLW_EFFECT_MUTATE, "x", removing, { .recommends = TRUE }, 0, 10 };
  PackagesInstallation download = { SLW_EFFECT_CACHE, "x", plan, { .recommends = TRUE }, 0, 10, 2048 };
  g_autoptr (SlwAction) first = yum_command_new_install (&wanted);
  g_autoptr (SlwAction) second = yum_command_new_install (&again);
  g_autoptr (SlwAction) third = yum_command_new_install (&swap);
  g_autoptr (SlwAction) fetch = yum_command_new_install (&download);
  g_autofree char *key = slw_action_to_canonical (first);
  g_autofree char *other = slw_action_to_canonical (second);
  const char *const *argv = slw_action_get_argv (first);

  g_assert_true (g_strv_contains (argv, "postfix-2:3.5.9-24.el9"));
  g_assert_true (g_strv_contains (argv, "glibc-2.34-1.i686"));
  g_assert_true (g_strv_contains (argv, "--setopt=metadata_expire=-1"));
  g_assert_true (g_strv_contains (argv, "--setopt=install_weak_deps=0"));
  g_assert_false (g_strv_contains (argv, "--allowerasing"));
  g_assert_false (g_strv_contains (argv, "--downloadonly"));
  g_assert_true (slw_action_is_expected (first, 1));
  g_assert_true (slw_action_is_expected (first, 200));
  g_assert_cmpstr (key, !=, other);
  g_assert_true (g_strv_contains (slw_action_get_argv (third), "--allowerasing"));
  g_assert_true (g_strv_contains (slw_action_get_argv (fetch), "--downloadonly"));
  g_assert_true (g_strv_contains (slw_action_get_argv (fetch), "--setopt=*.throttle=2048"));
  g_assert_cmpint (slw_action_get_effect (fetch), ==, SLW_EFFECT_CACHE);
}

/* With a bundle dnf knows no other repository, whatever it does. */
static void
test_bundle (void)
{
  static const char option[] = "--config=/b/dnf.conf";
  g_autoptr (Simulation) plan = new_plan (NULL);
  PackagesInstallation wanted = { SLW_EFFECT_MUTATE, "x", plan, .bundle = "/b" };
  PackagesInstallation without = { SLW_EFFECT_MUTATE, "x", plan, .bundle = NULL };
  g_autoptr (SlwAction) refresh = yum_command_new_refresh ("/b");
  g_autoptr (SlwAction) repair = yum_command_new_repair (10, "/b");
  g_autoptr (SlwAction) install = yum_command_new_install (&wanted);
  g_autoptr (SlwAction) other = yum_command_new_install (&without);

  g_assert_true (g_strv_contains (slw_action_get_argv (refresh), option));
  g_assert_true (g_strv_contains (slw_action_get_argv (repair), option));
  g_assert_true (g_strv_contains (slw_action_get_argv (install), option));
  g_assert_false (g_strv_contains (slw_action_get_argv (other), option));
}

static void
test_held (void)
{
  g_auto (GStrv) names
      = yum_command_parse_held ("bm-core-0:4.1.47249-0.*\npostfix-2:3.5.9-24.el9.*\n!bad-0:1-1.*\n\nx\n");

  assert_begins (names, "bm-core postfix");
  g_assert_cmpuint (g_strv_length (names), ==, 2);
}

static void
test_effects (void)
{
  const char *const names[] = { "a", NULL };
  g_autoptr (SlwAction) refresh = yum_command_new_refresh (NULL);
  g_autoptr (SlwAction) repair = yum_command_new_repair (10, NULL);
  g_autoptr (SlwAction) automatic = yum_command_new_automatic ();
  g_autoptr (SlwAction) mark = yum_command_new_mark (names);
  g_autoptr (SlwAction) held = yum_command_new_held ();
  g_autoptr (SlwAction) hold = yum_command_new_hold (TRUE, names);
  g_autoptr (SlwAction) trusted = yum_command_new_trusted (FINGERPRINT);
  g_autoptr (SlwAction) import = yum_command_new_import ("/k");

  g_assert_cmpint (slw_action_get_effect (refresh), ==, SLW_EFFECT_CACHE);
  g_assert_cmpint (slw_action_get_effect (repair), ==, SLW_EFFECT_MUTATE);
  g_assert_cmpint (slw_action_get_effect (automatic), ==, SLW_EFFECT_READ);
  g_assert_cmpint (slw_action_get_effect (mark), ==, SLW_EFFECT_MUTATE);
  g_assert_cmpint (slw_action_get_effect (held), ==, SLW_EFFECT_READ);
  g_assert_cmpint (slw_action_get_effect (hold), ==, SLW_EFFECT_MUTATE);
  g_assert_cmpint (slw_action_get_effect (trusted), ==, SLW_EFFECT_READ);
  g_assert_true (slw_action_is_expected (trusted, 1));
  g_assert_cmpint (slw_action_get_effect (import), ==, SLW_EFFECT_MUTATE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-command/solve", test_solve);
  g_test_add_func ("/yum-command/install", test_install);
  g_test_add_func ("/yum-command/bundle", test_bundle);
  g_test_add_func ("/yum-command/held", test_held);
  g_test_add_func ("/yum-command/effects", test_effects);
  return g_test_run ();
}
