/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stale.h"

#include <string.h>

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all
      = stale_parse ("P 200 /system.slice/cron.service /usr/lib/a b.so\n"
                     "P 300 /system.slice/cron.service/worker /usr/sbin/cron\n"
                     "P 1 /system.slice/system-postgresql.slice/postgresql@15-main.service /usr/lib/x\n"
                     "X end 0\n",
                     &error);
  const Stale *cron;

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  cron = g_ptr_array_index (all, 0);
  g_assert_cmpstr (cron->unit, ==, "cron.service");
  g_assert_cmpstr (cron->file, ==, "/usr/lib/a b.so");
  g_assert_cmpuint (cron->began, ==, 3000000);
  g_assert_cmpstr (((const Stale *) g_ptr_array_index (all, 1))->unit, ==, "postgresql@15-main.service");
}

/* Sessions, scopes, groups of a container's, and names that are no names of services. */
static void
test_not_services (void)
{
  g_autoptr (GPtrArray) all = stale_parse ("P 1 /user.slice/user-0.slice/session-1.scope /usr/bin/sh\n"
                                           "P 1 /user.slice/user-0.slice/user@0.service/init.scope /usr/bin/x\n"
                                           "P 1 /machine.slice/c.service/system.slice/a.service /usr/bin/x\n"
                                           "P 1 /system.slice/docker-1.scope/a.service /usr/bin/x\n"
                                           "P 1 /system.slice/a.socket /usr/bin/x\n"
                                           "P 1 /system.slice /usr/bin/x\n"
                                           "P 1 /system.slice/a;reboot.service /usr/bin/x\n"
                                           "P 1 /system.slice/$(reboot).service /usr/bin/x\n"
                                           "P 1 /system.slice/--now.service /usr/bin/x\n"
                                           "P 1 /system.slice/.service /usr/bin/x\n"
                                           "P x /system.slice/a.service /usr/bin/x\n"
                                           "P 99999999999999999999 /system.slice/a.service /usr/bin/x\n"
                                           "P 1 /system.slice/a.service\nQ 1 /system.slice/a.service /x\n"
                                           "X end 0\n",
                                           NULL);

  g_assert_cmpuint (all->len, ==, 0);
}

static void
test_escaped (void)
{
  g_autoptr (GPtrArray) all = stale_parse ("P 1 /system.slice/a.service /usr/\033[31mx\nX end 0\n", NULL);

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_null (strchr (((const Stale *) g_ptr_array_index (all, 0))->file, '\033'));
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "P 1 /system.slice/a%u.service /usr/bin/x\n", i);
  g_string_append (text, "X end 0\n");
  all = stale_parse (text->str, NULL);
  g_assert_cmpuint (all->len, ==, 500);
}

static void
test_cut_off (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (stale_parse ("P 1 /system.slice/a.service /usr/bin/x\n", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

/* It only looks. */
static void
test_action (void)
{
  g_autoptr (SlwAction) action = stale_new_action ();

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stale/parse", test_parse);
  g_test_add_func ("/stale/not-services", test_not_services);
  g_test_add_func ("/stale/escaped", test_escaped);
  g_test_add_func ("/stale/too-many", test_too_many);
  g_test_add_func ("/stale/cut-off", test_cut_off);
  g_test_add_func ("/stale/action", test_action);
  return g_test_run ();
}
