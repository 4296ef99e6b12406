/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-server-list.h"

#include <slipway-test/slw-harness.h>

static GPtrArray *
read_list (const char *text, GError **error)
{
  g_autoptr (SlwAnswer) answer = slw_answer_new_assumed (text);

  return slw_server_list_read (answer, error);
}

static void
test_find (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list
      = read_list ("[{\"uid\":\"a\",\"value\":{\"ip\":\"198.18.0.1\",\"tags\":null}},"
                   "{\"uid\":\"b\",\"value\":{\"ip\":\"198.18.0.11\",\"tags\":[\"mail/imap\",\"bm/pgsql-data\"]}},"
                   "{\"uid\":\"c\",\"value\":{\"ip\":\"fd00:0::1\",\"name\":\"six\",\"tags\":[\"mail/imap\"]}},"
                   "{\"uid\":\"d\",\"value\":{\"ip\":null,\"fqdn\":\"198.18.0.12\"}}]",
                   &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 4);
  g_assert_cmpstr (slw_server_list_find (list, "198.18.0.11", &error)->uid, ==, "b");
  g_assert_true (slw_listed_server_is_storage (slw_server_list_find (list, "198.18.0.11", &error)));
  g_assert_cmpstr (slw_server_list_find (list, "fd00::1", &error)->uid, ==, "c");
  g_assert_false (slw_listed_server_is_storage (slw_server_list_find (list, "fd00::1", &error)));
  g_assert_cmpstr (slw_server_list_find (list, "198.18.0.12", &error)->uid, ==, "d");
  g_assert_null (slw_server_list_find (list, "198.18.0.2", &error));
  g_assert_no_error (error);
}

static void
test_uid (void)
{
  g_autofree char *uid = slw_server_list_make_uid ("test", "shard");
  g_autofree char *same = slw_server_list_make_uid ("test", "shard");
  g_autofree char *other = slw_server_list_make_uid ("test", "shard2");
  g_autofree char *lower = g_ascii_strdown (uid, -1);

  g_assert_true (g_uuid_string_is_valid (uid));
  g_assert_cmpstr (uid, ==, same);
  g_assert_cmpstr (uid, !=, other);
  g_assert_cmpstr (uid, ==, lower);
}

static void
test_tags (void)
{
  const char *has[] = { "bm/es", "mail/imap", NULL };
  const char *wanted[] = { "bm/es", "mail/imap", "bm/pgsql-data", NULL };
  g_auto (GStrv) all = slw_server_list_add_storage_tags ((char **) has);
  g_auto (GStrv) fresh = slw_server_list_add_storage_tags (NULL);

  g_assert_cmpstrv (all, wanted);
  g_assert_cmpuint (g_strv_length (fresh), ==, 2);
}

static void
test_ip (void)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_add_server (h, "a", "198.18.0.11", "mailbox", NULL);
  slw_harness_add_server (h, "b", "shard.example.test", "mailbox",
                          "host.address=127.0.1.1\nhost.address=198.18.0.12\n");
  slw_harness_add_server (h, "c", "shard.example.test", "mailbox", "host.address=127.0.1.1\n");
  g_assert_cmpstr (slw_server_list_find_ip (slw_harness_get_server (h, "a"), &error), ==, "198.18.0.11");
  g_assert_cmpstr (slw_server_list_find_ip (slw_harness_get_server (h, "b"), &error), ==, "198.18.0.12");
  g_assert_no_error (error);
  g_assert_null (slw_server_list_find_ip (slw_harness_get_server (h, "c"), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-list/find", test_find);
  g_test_add_func ("/server-list/uid", test_uid);
  g_test_add_func ("/server-list/tags", test_tags);
  g_test_add_func ("/server-list/ip", test_ip);
  return g_test_run ();
}
