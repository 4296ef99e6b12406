/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "units.h"

#include <string.h>

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (247, 'a');
  g_autofree char *fits = g_strconcat (longest, ".service", NULL);
  g_autofree char *too_long = g_strconcat (longest, "a.service", NULL);

  g_assert_true (units_is_name ("postgresql@15-main.service"));
  g_assert_true (units_is_name ("systemd-fsck@dev-disk-by\\x2duuid.service"));
  g_assert_true (units_is_name (fits));
  g_assert_false (units_is_name (too_long));
  g_assert_false (units_is_name (".service"));
  g_assert_false (units_is_name ("-a.service"));
  g_assert_false (units_is_name ("a b.service"));
  g_assert_false (units_is_name ("../a.service"));
  g_assert_false (units_is_name ("a.socket"));
  g_assert_false (units_is_name (""));
}

static void
test_short (void)
{
  g_autofree char *name = units_dup_short ("postfix@-.service");

  g_assert_cmpstr (name, ==, "postfix@-");
}

/* In the order of systemd 252: what is asked for comes in another one. */
static void
test_parse (void)
{
  g_autoptr (GPtrArray) units
      = units_parse ("Type=notify\nId=ssh.service\nWants=\nLoadState=loaded\nActiveState=active\n"
                     "UnitFileState=enabled\nInactiveExitTimestampMonotonic=36291096421\n"
                     "RefuseManualStart=no\nRefuseManualStop=no\nConditionResult=yes\n"
                     "ConditionTimestampMonotonic=1\nTransient=no\n"
                     "\nId=ssh.service\nActiveState=active\n"
                     "\nId=dbus.service\nActiveState=reloading\nLoadState=masked\nRefuseManualStop=yes\n"
                     "Transient=yes\nConditionResult=no\nConditionTimestampMonotonic=7\n"
                     "Wants=a.service b.target\n"
                     "\nId=nix.service\nLoadState=not-found\nActiveState=inactive\nConditionResult=no\n"
                     "ConditionTimestampMonotonic=0\n");
  const Unit *unit;

  g_assert_cmpuint (units->len, ==, 3);
  unit = g_ptr_array_index (units, 0);
  g_assert_cmpstr (unit->name, ==, "ssh.service");
  g_assert_true (unit->loaded && unit->enabled && units_is_up (unit));
  g_assert_false (unit->refuses || unit->transient || unit->off);
  g_assert_cmpuint (unit->began, ==, 36291096421);
  g_assert_cmpuint (g_strv_length (unit->wants), ==, 0);
  unit = g_ptr_array_index (units, 1);
  g_assert_true (unit->refuses && unit->transient && unit->off && units_is_up (unit));
  g_assert_false (unit->loaded || unit->enabled);
  g_assert_cmpstr (unit->wants[0], ==, "a.service");
  unit = g_ptr_array_index (units, 2);
  g_assert_false (unit->loaded || unit->off || units_is_up (unit));
}

static void
test_hostile (void)
{
  g_autoptr (GPtrArray) none
      = units_parse ("Id=a b.service\nActiveState=active\n\nActiveState=active\n\nId=a.service\n\nx\n\n");
  g_autoptr (GPtrArray) one = units_parse ("Id=a.service\nActiveState=\033[31m\nInactiveExitTimestampMonotonic=-1\n");
  const Unit *unit = g_ptr_array_index (one, 0);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (strchr (unit->active, '\033'));
  g_assert_cmpuint (unit->began, ==, 0);
}

static void
test_action (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (SlwAction) action = NULL;

  g_ptr_array_add (names, (char *) "a.service");
  action = units_new_show (names);
  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  g_assert_cmpstr (slw_action_get_argv (action)[3], ==, "--");
  g_assert_cmpstr (slw_action_get_argv (action)[4], ==, "a.service");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/units/names", test_names);
  g_test_add_func ("/units/short", test_short);
  g_test_add_func ("/units/parse", test_parse);
  g_test_add_func ("/units/hostile", test_hostile);
  g_test_add_func ("/units/action", test_action);
  return g_test_run ();
}
