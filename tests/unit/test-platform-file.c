/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-platform-file.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/model/slw-key-file.h"

#define GOOD "[server main]\naddress = 198.18.0.11\nroles = main\n"

static SlwPlatform *
parse (const char *text, GError **error)
{
  return slw_platform_file_parse (text, strlen (text), "/etc/slipway", "platform.ini", error);
}

static void
test_everything (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform
      = parse ("# a comment\n"
               "[platform]\nname = Example\nknown-hosts = hosts/known\n"
               "[run]\njobs = 8\nbatch = 2\nfailure-budget = 10%\n"
               "[server main]\naddress = mail.example.org\nroles = main, edge\nuser = admin\n"
               "port = 2222\nidentity = keys/id_ed25519\npassphrase = env:PASSPHRASE\n"
               "sudo-password = file:sudo.txt\njump = hop@198.18.0.1:22,[2001:db8::1]:2200\n"
               "ssh-config = no\ntransport = ssh\n"
               "[server shard]\naddress = 2001:db8::2\nroles = mailbox\n"
               "transport = replay:shard.rec\n"
               "[apt-debian]\nsubscription = file:bm.list\nallow-removal = exim4-base\n",
               &error);
  SlwServer *server;
  const SlwLogin *login;

  g_assert_no_error (error);
  g_assert_cmpstr (slw_platform_get_name (platform), ==, "Example");
  g_assert_cmpstr (slw_platform_get_known_hosts (platform), ==, "/etc/slipway/hosts/known");
  g_assert_cmpuint (slw_platform_get_servers (platform)->len, ==, 2);
  server = slw_platform_find_server (platform, "main");
  g_assert_cmpstr (slw_server_get_address (server), ==, "mail.example.org");
  g_assert_true (slw_server_has_role (server, "main") && slw_server_has_role (server, "edge"));
  login = slw_server_get_login (server);
  g_assert_cmpstr (login->user, ==, "admin");
  g_assert_cmpuint (login->port, ==, 2222);
  g_assert_cmpstr (login->identity, ==, "/etc/slipway/keys/id_ed25519");
  g_assert_cmpstr (login->jump, ==, "hop@198.18.0.1:22,[2001:db8::1]:2200");
  g_assert_false (login->use_ssh_config);
  g_assert_cmpstr (login->transport, ==, "ssh");
  g_assert_cmpstr (login->sudo_password_from, ==, "file:sudo.txt");
  g_assert_null (login->sudo_password);
  login = slw_server_get_login (slw_platform_find_server (platform, "shard"));
  g_assert_cmpstr (login->transport, ==, "replay:/etc/slipway/shard.rec");
  g_assert_true (login->use_ssh_config);
  g_assert_cmpuint (login->port, ==, 0);
  g_assert_cmpstr (g_hash_table_lookup (slw_platform_get_settings (platform, "apt-debian"), "subscription"), ==,
                   "file:bm.list");
  g_assert_cmpstr (g_hash_table_lookup (slw_platform_get_settings (platform, "run"), "failure-budget"), ==, "10%");
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = g_build_filename (g_get_home_dir (), ".ssh/key", NULL);
  g_autoptr (SlwPlatform) platform = parse (GOOD "identity = ~/.ssh/key\n", &error);
  const SlwLogin *login;

  g_assert_no_error (error);
  g_assert_cmpstr (slw_platform_get_name (platform), ==, "platform");
  g_assert_cmpstr (slw_platform_get_known_hosts (platform), ==, "/etc/slipway/known_hosts");
  login = slw_server_get_login (slw_platform_find_server (platform, "main"));
  g_assert_cmpstr (login->identity, ==, key);
  g_assert_null (login->user);
}

/* What is wrong, and what the message must say. */
static const struct {
  const char *text;
  const char *message;
} bad[] = {
  { "", "platform.ini: has no server" },
  { "[platform]\nname = x\n", "platform.ini: has no server" },
  { "address = 1\n" GOOD, "line 1: a key before the first [group]" },
  { GOOD "hunter2secret\n", "line 4 is no [group], key = value or # comment" },
  { GOOD "[server main]\nport = 1\n", "[server main]: line 4: the group stands here a second time" },
  { GOOD "address = 198.18.0.12\n", "[server main] address: line 4: the key stands here a second time" },
  { GOOD "[server two\n", "line 4: a group is [name]" },
  { GOOD "[server two]\naddress = 198.18.0.11\nroles = x\n", "[server two] address: 198.18.0.11 port 22 is already" },
  { GOOD "[server two]\naddress = 198.18.0.11\nport = 22\nroles = x\n", "is already the address of [server main]" },
  { "[server main]\nadress = 198.18.0.11\nroles = main\n", "[server main] adress: unknown key, did you mean address?" },
  { GOOD "colour = red\n", "[server main] colour: unknown key; there are address, roles" },
  { GOOD "address[fr] = x\n", "[server main] address[fr]: unknown key" },
  { "[servre main]\naddress = a\nroles = b\n", "[servre main]: unknown group, did you mean [server main]?" },
  { "[shop main]\na = a\n", "[shop main]: unknown group; there are" },
  { "[server main]\nroles = main\n", "[server main]: has no address=" },
  { "[server main]\naddress = a\n", "[server main]: has no roles=" },
  { "[server main]\naddress =\nroles = main\n", "[server main] address: has no value" },
  { "[server main]\naddress = a b\nroles = main\n", "[server main] address: is no IP address or host name" },
  { "[server main]\naddress = a:22\nroles = main\n", "port is a line of its own" },
  { "[server main]\naddress = -oProxyCommand=x\nroles = main\n", "[server main] address: is no IP address" },
  { "[server main]\naddress = a\nroles = Main\n", "[server main] roles: a role has lower-case" },
  { "[server main]\naddress = a\nroles = main main\n", "[server main] roles: main stands twice" },
  { "[server ma in]\naddress = a\nroles = main\n", "[server ma in]: a server's name has" },
  { "[server ]\naddress = a\nroles = main\n", "a server's name has" },
  { "[server a:b]\naddress = a\nroles = main\n", "a server's name has" },
  { GOOD "port = 0\n", "[server main] port: must be a number from 1 to 65535" },
  { GOOD "port = 65536\n", "[server main] port: must be a number" },
  { GOOD "port = ssh\n", "[server main] port: must be a number" },
  { GOOD "user = -x\n", "[server main] user: is no name of a user" },
  { GOOD "user = a b\n", "[server main] user: is no name of a user" },
  { GOOD "identity = ~root/key\n", "[server main] identity: ~ stands for your own home only" },
  { GOOD "password = hunter2\n", "[server main] password: must be file:PATH, env:NAME, command:LINE or prompt" },
  { GOOD "password = file:\n", "[server main] password: must be file:PATH" },
  { GOOD "jump = a b\n", "[server main] jump: must be user@host:port" },
  { GOOD "jump = host:0\n", "[server main] jump: must be user@host:port" },
  { GOOD "jump = -x@host\n", "[server main] jump: must be user@host:port" },
  { GOOD "ssh-config = maybe\n", "[server main] ssh-config: must be yes or no" },
  { GOOD "transport = telnet\n", "[server main] transport: must be ssh, local or replay:FILE" },
  { GOOD "transport = replay:\n", "[server main] transport: must be" },
  { GOOD "[run]\njobs = 0\n", "[run] jobs: must be a number from 1 to 1000" },
  { GOOD "[run]\nfailure-budget = 101%\n", "[run] failure-budget: must be a number of servers, or a percentage" },
  { GOOD "[run]\njob = 3\n", "[run] job: unknown key, did you mean jobs?" },
  { GOOD "[platform]\nnames = x\n", "[platform] names: unknown key, did you mean name?" },
  { GOOD "[platform]\nname = a\\nb\n", "[platform] name: must be one line" },
  { GOOD "[apt-debian]\nx = a\\qb\n", "[apt-debian] x: a backslash is written \\\\" },
  { GOOD "[apt-debian]\nx = a\033b\n", "[apt-debian] x: has a control character (0x1b)" },
  { GOOD "[apt-debian]\nx = \n", "[apt-debian] x: has no value" },
  { GOOD "user = caf\xe9\n", "platform.ini: line 4 is not UTF-8 text" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwPlatform) platform = parse (bad[i].text, &error);

    g_test_message ("%s", bad[i].message);
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_null (platform);
    g_assert_true (g_str_has_prefix (error->message, "platform.ini: "));
    if (strstr (error->message, bad[i].message) == NULL)
      g_error ("%s: %s", bad[i].message, error->message);
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;
  const char text[] = GOOD "user = a\0b\n";

  g_assert_null (slw_platform_file_parse (text, sizeof text - 1, "/", "f", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "site.ini", NULL);
  g_autofree char *big = g_strnfill (SLW_KEY_FILE_LIMIT + 1, '#');
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) no_file = NULL;
  g_autoptr (GError) too_big = NULL;
  g_autoptr (GError) open_to_all = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (SlwPlatform) platform = NULL;

  g_assert_null (slw_platform_file_load (path, &missing));
  g_assert_error (missing, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (missing->message, "site.ini: No such file"));
  g_assert_null (slw_platform_file_load (folder, &no_file));
  g_assert_nonnull (strstr (no_file->message, "is no file"));

  g_assert_true (g_file_set_contents (path, big, -1, NULL));
  g_assert_null (slw_platform_file_load (path, &too_big));
  g_assert_nonnull (strstr (too_big->message, "at most 1 MiB"));

  g_assert_true (g_file_set_contents (path, GOOD, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  g_assert_null (slw_platform_file_load (path, &open_to_all));
  g_assert_nonnull (strstr (open_to_all->message, "type: chmod o-w "));

  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  platform = slw_platform_file_load (path, &none);
  g_assert_no_error (none);
  g_assert_cmpstr (slw_platform_get_name (platform), ==, "site");
  g_assert_cmpstr (slw_platform_get_folder (platform), ==, folder);
  g_assert_cmpstr (slw_platform_get_file (platform), ==, path);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_unlock (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform = parse (GOOD "password = env:SLW_TEST_PASSWORD\n", NULL);
  SlwServer *server = slw_platform_find_server (platform, "main");

  g_unsetenv ("SLW_TEST_PASSWORD");
  g_assert_false (slw_platform_file_unlock (platform, server, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "password of server main: the environment has no SLW_TEST_PASSWORD");
  g_clear_error (&error);

  g_setenv ("SLW_TEST_PASSWORD", "open sesame", TRUE);
  g_assert_true (slw_platform_file_unlock (platform, server, &error));
  g_assert_cmpstr (slw_secret_peek (slw_server_get_login (server)->password, NULL), ==, "open sesame");
  g_unsetenv ("SLW_TEST_PASSWORD");
  g_assert_true (slw_platform_file_unlock (platform, server, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform-file/everything", test_everything);
  g_test_add_func ("/platform-file/defaults", test_defaults);
  g_test_add_func ("/platform-file/bad", test_bad);
  g_test_add_func ("/platform-file/nul", test_nul);
  g_test_add_func ("/platform-file/load", test_load);
  g_test_add_func ("/platform-file/unlock", test_unlock);
  return g_test_run ();
}
