/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-config.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "tests/sshd/kit-sshd.h"

typedef struct {
  char *folder;
  char *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  /* a name of its own, since what was read is kept per name */
  fixture->file = g_build_filename (fixture->folder, "config", NULL);
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

static SlwSshConfig *
load (const char *host, GError **error)
{
  GAsyncResult *result = NULL;
  SlwSshConfig *config;

  slw_ssh_config_load_async (host, NULL, kit_take_result, &result);
  config = slw_ssh_config_load_finish (kit_wait_result (&result, 20), error);
  g_object_unref (result);
  return config;
}

static void
test_parse (Fixture *fixture, gconstpointer data)
{
  g_autofree char *home_key = g_build_filename (g_get_home_dir (), ".ssh/special", NULL);
  g_autoptr (SlwSshConfig) config = slw_ssh_config_parse ("alpha", "host alpha\n"
                                                                   "hostname 10.0.0.1\n"
                                                                   "port 2222\n"
                                                                   "user admin\n"
                                                                   "identityfile ~/.ssh/special\n"
                                                                   "identityfile /etc/key\n"
                                                                   "identitiesonly yes\n"
                                                                   "identityagent none\n"
                                                                   "proxyjump a@b:3,c\n"
                                                                   "proxycommand none\n"
                                                                   "hostkeyalias name\n"
                                                                   "globalknownhostsfile /etc/known\n"
                                                                   "userknownhostsfile /a /b\n"
                                                                   "connecttimeout 7\n"
                                                                   "nonsense\n"
                                                                   "ciphers x\n");

  g_assert_cmpstr (config->hostname, ==, "10.0.0.1");
  g_assert_cmpuint (config->port, ==, 2222);
  g_assert_cmpstr (config->user, ==, "admin");
  g_assert_cmpuint (config->identities->len, ==, 2);
  g_assert_cmpstr (config->identities->pdata[0], ==, home_key);
  g_assert_cmpstr (config->identities->pdata[1], ==, "/etc/key");
  g_assert_true (config->identities_only);
  g_assert_null (config->agent);
  g_assert_cmpstr (config->jump, ==, "a@b:3,c");
  g_assert_null (config->command);
  g_assert_cmpstr (config->key_alias, ==, "name");
  g_assert_cmpuint (config->known_hosts->len, ==, 3);
  g_assert_cmpuint (config->connect_timeout, ==, 7);
}

static void
test_parse_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwSshConfig) config = slw_ssh_config_parse ("alpha", "port many\n");

  g_assert_cmpstr (config->hostname, ==, "alpha");
  g_assert_cmpuint (config->port, ==, 22);
  g_assert_cmpstr (config->user, ==, "root");
  g_assert_cmpuint (config->identities->len, >, 0);
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshConfig) alpha = load ("alpha", &error);
  g_autoptr (SlwSshConfig) beta = load ("beta", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (alpha->hostname, ==, "alpha");
  g_assert_cmpstr (beta->hostname, ==, "beta");
  g_assert_cmpstr (beta->user, ==, "root");
  g_assert_cmpuint (beta->port, ==, 22);
}

static void
test_hosts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshConfig) alpha = load ("alpha", &error);
  g_autoptr (SlwSshConfig) beta = load ("beta", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (alpha->hostname, ==, "alpha.example.org");
  g_assert_cmpuint (alpha->port, ==, 2022);
  g_assert_cmpstr (alpha->user, ==, "admin");
  g_assert_cmpstr (alpha->jump, ==, "gate");
  g_assert_cmpstr (beta->hostname, ==, "beta");
  g_assert_cmpstr (beta->user, ==, "root");
  g_assert_null (beta->jump);
}

static void
test_same_for_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshConfig) alpha = load ("alpha", &error);
  g_autoptr (SlwSshConfig) beta = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (alpha->port, ==, 2022);
  g_assert_cmpstr (alpha->hostname, ==, "alpha");
  /* one answer for all: a second question would see the file that is broken now */
  g_assert_true (g_file_set_contents (fixture->file, "Nonsense yes\n", -1, NULL));
  beta = load ("beta", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beta->hostname, ==, "beta");
  g_assert_cmpuint (beta->port, ==, 2022);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load ("alpha", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "onsense"));
}

#define ADD(path, data, test) g_test_add ("/ssh-config/" path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("parse", NULL, test_parse);
  ADD ("parse-nothing", NULL, test_parse_nothing);
  ADD ("no-file", NULL, test_no_file);
  ADD ("hosts", "Host alpha\n HostName %h.example.org\n Port 2022\n User admin\n ProxyJump gate\n", test_hosts);
  ADD ("same-for-all", "# all\nPort 2022\nHost *\n ServerAliveInterval=5\n", test_same_for_all);
  ADD ("broken", "Nonsense yes\n", test_broken);
  return g_test_run ();
}
