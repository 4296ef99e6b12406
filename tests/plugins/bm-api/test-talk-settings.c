/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-talk.h"

#include "talker.h"

static void
test_defaults (void)
{
  g_autoptr (GObject) talker = g_object_new (TEST_TYPE_TALKER, NULL);
  g_autofree char *login = NULL;
  g_autofree char *tls = NULL;
  g_autofree char *url = NULL;
  guint api_timeout, task_timeout;

  g_object_get (talker, "login", &login, "tls", &tls, "external-url", &url, "api-timeout", &api_timeout, "task-timeout",
                &task_timeout, NULL);
  g_assert_cmpstr (login, ==, "token");
  g_assert_cmpstr (tls, ==, "pinned");
  g_assert_null (url);
  g_assert_cmpuint (api_timeout, ==, 120);
  g_assert_cmpuint (task_timeout, ==, 1800);
}

static void
test_secret (void)
{
  g_autoptr (GObject) talker = g_object_new (TEST_TYPE_TALKER, NULL);
  g_autoptr (SlwSecret) secret = slw_secret_new ("planted-password", -1);
  g_autoptr (SlwSecret) same = NULL;

  g_object_set (talker, "admin-password", secret, NULL);
  g_object_get (talker, "admin-password", &same, NULL);
  g_assert_true (same == secret);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/talk-settings/defaults", test_defaults);
  g_test_add_func ("/talk-settings/secret", test_secret);
  return g_test_run ();
}
