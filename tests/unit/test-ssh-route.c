/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-route.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/sshd/kit-sshd.h"

typedef struct {
  char *folder;
  char *file;
  SlwLogin *login;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "config", NULL);
  fixture->login = slw_login_new ();
  g_setenv ("SLIPWAY_SSH_CONFIG", fixture->file, TRUE);
  if (data != NULL)
    g_assert_true (g_file_set_contents (fixture->file, data, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kit_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
}

/* Takes the login. */
static SlwSshRoute *
find (Fixture *fixture, const char *address, GError **error)
{
  static const char *const roles[] = { "test", NULL };
  g_autoptr (SlwServer) server = slw_server_new ("alpha", address, roles, fixture->login);
  g_autoptr (SlwPlatform) platform = slw_platform_new ("test", fixture->folder);
  GAsyncResult *result = NULL;
  SlwSshRoute *route;

  slw_platform_set_known_hosts (platform, "/own/known_hosts");
  slw_ssh_route_find_async (platform, server, NULL, kit_take_result, &result);
  route = slw_ssh_route_find_finish (kit_wait_result (&result, 20), error);
  g_object_unref (result);
  return route;
}

static char *
describe (const SlwSshRoute *route)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < slw_ssh_route_get_length (route); i++) {
    const SlwSshTarget *target = slw_ssh_route_get_target (route, i);

    g_string_append_printf (text, "%s%s@%s:%u", i > 0 ? " " : "", target->user, target->host, target->port);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_direct (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshRoute) route = NULL;
  g_autofree char *text = NULL;
  const SlwSshTarget *target;

  fixture->login->use_ssh_config = FALSE;
  fixture->login->identity = g_strdup ("/key");
  fixture->login->password = slw_secret_new ("password", -1);
  route = find (fixture, "10.0.0.1", &error);
  g_assert_no_error (error);
  text = describe (route);
  g_assert_cmpstr (text, ==, "root@10.0.0.1:22");
  target = slw_ssh_route_get_target (route, 0);
  g_assert_cmpstr (target->identity, ==, "/key");
  g_assert_cmpstr (target->known_hosts[0], ==, "/own/known_hosts");
  g_assert_cmpstr (target->name, ==, "alpha (10.0.0.1)");
  g_assert_nonnull (target->password);
  /* the user's own files count, too */
  g_assert_nonnull (target->known_hosts[1]);
}

static void
test_platform_file_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshRoute) route = NULL;
  g_autofree char *text = NULL;

  fixture->login->user = g_strdup ("mine");
  fixture->login->port = 1;
  fixture->login->jump = g_strdup ("me@gate:7,[::1]:8");
  fixture->login->identity = g_strdup ("/key");
  fixture->login->password = slw_secret_new ("password", -1);
  route = find (fixture, "alpha", &error);
  g_assert_no_error (error);
  text = describe (route);
  g_assert_cmpstr (text, ==, "me@gate.example.org:7 root@::1:8 mine@alpha.example.org:1");
  /* the server's key may open the gate, its password is none of the gate's business */
  g_assert_cmpstr (slw_ssh_route_get_target (route, 0)->identities->pdata[0], ==, "/key");
  g_assert_null (slw_ssh_route_get_target (route, 0)->password);
}

static void
test_configuration (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshRoute) route = find (fixture, "alpha", &error);
  g_autofree char *text = NULL;
  const SlwSshTarget *target;

  g_assert_no_error (error);
  text = describe (route);
  g_assert_cmpstr (text, ==, "outer@door:22 root@gate.example.org:2022 admin@alpha.example.org:22");
  target = slw_ssh_route_get_target (route, 2);
  g_assert_cmpstr (target->key_host, ==, "alias");
  g_assert_cmpuint (target->key_port, ==, 22);
  target = slw_ssh_route_get_target (route, 1);
  g_assert_cmpstr (target->key_host, ==, "gate.example.org");
  g_assert_cmpuint (target->key_port, ==, 2022);
}

static void
test_none_means_direct (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshRoute) route = NULL;

  fixture->login->jump = g_strdup ("none");
  route = find (fixture, "alpha", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slw_ssh_route_get_length (route), ==, 1);
}

static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (find (fixture, "a", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "circle"));
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (find (fixture, "a", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "ProxyCommand"));
}

static void
test_hops (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[]
      = { "", "@host", "host:", "host:0", "host:65536", "host:x", "-oProxyCommand=x", "u@-x", "u@" };
  char *user, *host;
  guint port;

  slw_login_free (fixture->login);
  g_assert_true (slw_ssh_route_parse_hop ("u@s@[fe80::1]:22", &user, &host, &port));
  g_assert_cmpstr (user, ==, "u@s");
  g_assert_cmpstr (host, ==, "fe80::1");
  g_assert_cmpuint (port, ==, 22);
  g_free (user);
  g_free (host);
  g_assert_true (slw_ssh_route_parse_hop ("ssh://gate", &user, &host, &port));
  g_assert_null (user);
  g_assert_cmpstr (host, ==, "gate");
  g_assert_cmpuint (port, ==, 0);
  g_free (host);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (slw_ssh_route_parse_hop (bad[i], &user, &host, &port));
}

#define ADD(path, data, test) g_test_add ("/ssh-route/" path, Fixture, data, set_up, test, tear_down)

#define CONFIG                                                                                        \
  "Host alpha\n HostName alpha.example.org\n User admin\n ProxyJump gate:2022\n HostKeyAlias alias\n" \
  "Host gate\n HostName gate.example.org\n ProxyJump outer@door\n User root\n"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("direct", NULL, test_direct);
  ADD ("platform-file-wins",
       "Host alpha\n HostName %h.example.org\n User admin\n Port 5\n ProxyJump no\n"
       "Host gate\n HostName %h.example.org\n",
       test_platform_file_wins);
  ADD ("configuration", CONFIG, test_configuration);
  ADD ("none-means-direct", CONFIG, test_none_means_direct);
  ADD ("circle", "Host a\n ProxyJump b\nHost b\n ProxyJump a\n", test_circle);
  ADD ("command", "Host a\n ProxyCommand nc %h %p\n", test_command);
  ADD ("hops", NULL, test_hops);
  return g_test_run ();
}
