/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/health.h"

#include "role-test.h"

static const RoleData data
    = { .units = "bm-node bm-core", .optional_units = "postfix bm-tika bm-eas", .ports = "443 8021|8022" };

#define UNIT(id, load, active, file) \
  "unit Id=" id ".service\nunit LoadState=" load "\nunit ActiveState=" active "\nunit UnitFileState=" file "\nunit \n"
#define GOOD UNIT ("bm-node", "loaded", "active", "enabled") UNIT ("bm-core", "loaded", "active", "enabled")
#define PORTS "port 443\nport 8022\n"

static void
assert_faults (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_strconcat (text, "end 0\n", NULL);
  g_autofree char *faults = health_find_faults (&data, whole, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (faults, ==, expected);
}

static void
test_units (void)
{
  assert_faults (GOOD PORTS, "");
  assert_faults (GOOD PORTS UNIT ("postfix", "not-found", "inactive", ""), "");
  assert_faults (GOOD PORTS UNIT ("postfix", "loaded", "inactive", "disabled"), "");
  assert_faults (GOOD PORTS UNIT ("postfix", "loaded", "inactive", "enabled"), "the service postfix is inactive");
  assert_faults (GOOD PORTS UNIT ("bm-tika", "loaded", "failed", "disabled"), "the service bm-tika is failed");
  assert_faults (UNIT ("bm-node", "loaded", "activating", "disabled") PORTS,
                 "the service bm-node is activating; the service bm-core is not there");
  assert_faults ("off bm-core\n" UNIT ("bm-core", "loaded", "inactive", "enabled")
                     UNIT ("bm-node", "loaded", "active", "enabled") PORTS,
                 "");
}

static void
test_ports (void)
{
  assert_faults (GOOD "port 443\nport 8021\n", "");
  assert_faults (GOOD "port 4430\n", "nothing listens on port 443; nothing listens on port 8021 or 8022");
}

static void
test_hostile (void)
{
  g_autoptr (GError) error = NULL;

  assert_faults (
      "unit ActiveState=active\nunit \nunit LoadState\nport\noff\n" GOOD PORTS
      "unit Id=postfix.service\nunit ActiveState=\033[2J\nunit UnitFileState=enabled\nunit LoadState=loaded\n",
      "the service postfix is \\x1b[2J");
  g_assert_null (health_find_faults (&data, GOOD PORTS, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static void
assert_skew (const char *packages, const char *skew, const char *version)
{
  g_auto (GStrv) words = g_strsplit (packages, " ", -1);
  g_autofree char *found = NULL;
  g_autofree char *text = health_find_skew ((const char *const *) words, &found);

  g_assert_cmpstr (text, ==, skew);
  g_assert_cmpstr (found, ==, version);
}

static void
test_skew (void)
{
  assert_skew ("bm-core=4.1.47224 bm-node=4.1.47224 bm-jdk=8u212-bluemind1 bm-postgresql=11.3-bluemind99 nginx=1.22.1",
               NULL, "4.1.47224");
  assert_skew ("bm-core=4.1.47249 bm-node=4.1.47224", "bm-core 4.1.47249, bm-node 4.1.47224", NULL);
  assert_skew ("bm-core=5.0.1000.2 bm-node=5.0.1000.2", NULL, "5.0.1000.2");
  assert_skew ("", NULL, NULL);
  assert_skew ("bm-jdk=21 bm-core bm-x=4..1 bm-y=1.2.3.4.5", NULL, NULL);
}

static void
test_action (void)
{
  g_autoptr (SlwAction) action = health_new_action (&data);
  const char *const *argv = slw_action_get_argv (action);

  g_assert_cmpstr (argv[g_strv_length ((char **) argv) - 1], ==, "bm-eas");
  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/units", test_units);
  g_test_add_func ("/health/ports", test_ports);
  g_test_add_func ("/health/hostile", test_hostile);
  g_test_add_func ("/health/skew", test_skew);
  g_test_add_func ("/health/action", test_action);
  return g_test_run ();
}
