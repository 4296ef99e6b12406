/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-known-hosts.h"

#include <glib/gstdio.h>

/* Numbers of the lines that speak of a host, for instance "1 4". */
static char *
lines_for (SlwKnownHosts *hosts, const char *host, guint port)
{
  g_autofree char *name = slw_known_hosts_dup_name (host, port);
  g_autoptr (GPtrArray) found = slw_known_hosts_find (hosts, name);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++) {
    const SlwKnownHost *entry = g_ptr_array_index (found, i);

    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", entry->line);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_lines (SlwKnownHosts *hosts, const char *host, guint port, const char *expected)
{
  g_autofree char *found = lines_for (hosts, host, port);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_names (void)
{
  g_autoptr (SlwKnownHosts) hosts
      = slw_known_hosts_parse (g_strdup ("# a comment\n"
                                         "alpha,10.0.0.1 ssh-ed25519 AAAA\n"
                                         "\n"
                                         "[alpha]:2222 ssh-ed25519 BBBB comment with words\r\n"
                                         "ALPHA ssh-rsa CCCC\n"
                                         "*.example.org,!no.example.org ssh-rsa DDDD\n"
                                         "fe80::1 ssh-ed25519 EEEE"));

  assert_lines (hosts, "alpha", 22, "2 5");
  assert_lines (hosts, "Alpha", 22, "2 5");
  assert_lines (hosts, "10.0.0.1", 22, "2");
  assert_lines (hosts, "alpha", 2222, "4");
  assert_lines (hosts, "10.0.0.1", 2222, "");
  assert_lines (hosts, "yes.example.org", 22, "6");
  assert_lines (hosts, "no.example.org", 22, "");
  assert_lines (hosts, "example.org", 22, "");
  assert_lines (hosts, "fe80::1", 22, "7");
}

/* Made by ssh-keygen -H of `hidden …` and `[hidden]:2222 …` */
static void
test_hashed (void)
{
  g_autoptr (SlwKnownHosts) hosts = slw_known_hosts_parse (
      g_strdup ("|1|nX2q0qkE1pblaRjhJWU0+vb2QGE=|/xd9nPtnt3lJzr9+NZz9ZLL2BuI= ssh-ed25519 AAAA\n"
                "|1|KOa+8QqWUE8iyjtbBsv/98gYPAI=|7LK4jdFelDl2hZwgnVM3X/H0Trk= ssh-ed25519 AAAA\n"
                "|1|short|c2hvcnQ= ssh-ed25519 AAAA\n"
                "|2|nX2q0qkE1pblaRjhJWU0+vb2QGE=|/xd9nPtnt3lJzr9+NZz9ZLL2BuI= ssh-ed25519 AAAA\n"));

  assert_lines (hosts, "hidden", 22, "1");
  assert_lines (hosts, "HIDDEN", 22, "1");
  assert_lines (hosts, "hidden", 2222, "2");
  assert_lines (hosts, "hidden", 2223, "");
  assert_lines (hosts, "other", 22, "");
}

static void
test_markers (void)
{
  g_autoptr (SlwKnownHosts) hosts = slw_known_hosts_parse (g_strdup ("@revoked alpha ssh-ed25519 AAAA\n"
                                                                     "@cert-authority *.org ssh-ed25519 BBBB\n"
                                                                     "@unheard-of alpha ssh-ed25519 CCCC\n"
                                                                     "@revoked\n"));
  g_autoptr (GPtrArray) alpha = slw_known_hosts_find (hosts, "alpha");
  g_autoptr (GPtrArray) org = slw_known_hosts_find (hosts, "a.org");

  g_assert_cmpuint (alpha->len, ==, 1);
  g_assert_cmpint (((SlwKnownHost *) alpha->pdata[0])->marker, ==, SLW_KNOWN_HOST_REVOKED);
  g_assert_cmpuint (org->len, ==, 1);
  g_assert_cmpint (((SlwKnownHost *) org->pdata[0])->marker, ==, SLW_KNOWN_HOST_AUTHORITY);
}

static void
test_garbage (void)
{
  g_autoptr (SlwKnownHosts) hosts = slw_known_hosts_parse (g_strdup ("alpha\n"
                                                                     "alpha ssh-ed25519\n"
                                                                     "alpha 1024 35 12345\n"
                                                                     " \t \n"
                                                                     "@\n"
                                                                     "@revoked alpha\n"));

  assert_lines (hosts, "alpha", 22, "");
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "known_hosts", NULL);
  SlwKnownHosts *first;

  g_assert_null (slw_known_hosts_load (path));
  g_assert_null (slw_known_hosts_load (folder));
  g_assert_true (g_file_set_contents (path, "alpha ssh-ed25519 AAAA\n", -1, NULL));
  first = slw_known_hosts_load (path);
  assert_lines (first, "alpha", 22, "1");
  g_assert_true (slw_known_hosts_load (path) == first);
  g_assert_true (g_file_set_contents (path, "\nalpha ssh-ed25519 AAAA\n", -1, NULL));
  assert_lines (slw_known_hosts_load (path), "alpha", 22, "2");
  g_unlink (path);
  g_assert_null (slw_known_hosts_load (path));
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/known-hosts/names", test_names);
  g_test_add_func ("/known-hosts/hashed", test_hashed);
  g_test_add_func ("/known-hosts/markers", test_markers);
  g_test_add_func ("/known-hosts/garbage", test_garbage);
  g_test_add_func ("/known-hosts/load", test_load);
  return g_test_run ();
}
