/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-platform-private.h"

#include "core/api/slw-server-private.h"

static SlwPlatform *
make (void)
{
  static const char *const names[] = { "one", "two", "three" };
  SlwPlatform *platform = slw_platform_new ("mail", "/etc/slipway");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *const roles[] = { i == 0 ? "main" : "mailbox", NULL };
    g_autoptr (SlwServer) server = slw_server_new (names[i], "198.18.0.11", roles, slw_login_new ());

    slw_platform_add_server (platform, server);
  }
  return platform;
}

static void
test_servers (void)
{
  g_autoptr (SlwPlatform) platform = make ();

  g_assert_cmpstr (slw_platform_get_name (platform), ==, "mail");
  g_assert_cmpuint (slw_platform_get_servers (platform)->len, ==, 3);
  g_assert_cmpstr (slw_server_get_name (slw_platform_find_server (platform, "two")), ==, "two");
  g_assert_null (slw_platform_find_server (platform, "four"));
  g_assert_cmpstr (slw_server_get_name (slw_platform_find_role (platform, "mailbox")), ==, "two");
  g_assert_null (slw_platform_find_role (platform, "edge"));
}

static void
test_settings (void)
{
  g_autoptr (SlwPlatform) platform = make ();
  g_autoptr (GPtrArray) groups = NULL;

  g_assert_null (slw_platform_get_settings (platform, "run"));
  slw_platform_set_setting (platform, "run", "jobs", "4");
  slw_platform_set_setting (platform, "run", "jobs", "5");
  slw_platform_set_setting (platform, "apt-debian", "wait", "60");
  g_assert_cmpstr (g_hash_table_lookup (slw_platform_get_settings (platform, "run"), "jobs"), ==, "5");
  groups = slw_platform_get_groups (platform);
  g_assert_cmpuint (groups->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (groups, 0), ==, "apt-debian");
  g_assert_cmpstr (g_ptr_array_index (groups, 1), ==, "run");
}

static void
test_files (void)
{
  g_autoptr (SlwPlatform) platform = make ();

  g_assert_cmpstr (slw_platform_get_folder (platform), ==, "/etc/slipway");
  g_assert_cmpstr (slw_platform_get_known_hosts (platform), ==, "/etc/slipway/known_hosts");
  slw_platform_set_known_hosts (platform, "/elsewhere");
  g_assert_cmpstr (slw_platform_get_known_hosts (platform), ==, "/elsewhere");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/servers", test_servers);
  g_test_add_func ("/platform/settings", test_settings);
  g_test_add_func ("/platform/files", test_files);
  return g_test_run ();
}
