/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-server-private.h"

#include <string.h>

static const char facts_text[] = SLW_FACTS_BEGIN "\nos.id=debian\n" SLW_FACTS_END "\n";

static SlwServer *
make (void)
{
  const char *const roles[] = { "main", "edge", NULL };
  SlwLogin *login = slw_login_new ();

  login->user = g_strdup ("operator");
  return slw_server_new ("one", "198.18.0.11", roles, login);
}

static void
test_given (void)
{
  g_autoptr (SlwServer) server = make ();

  g_assert_cmpstr (slw_server_get_name (server), ==, "one");
  g_assert_cmpstr (slw_server_get_address (server), ==, "198.18.0.11");
  g_assert_cmpstr (slw_server_get_roles (server)[1], ==, "edge");
  g_assert_null (slw_server_get_roles (server)[2]);
  g_assert_true (slw_server_has_role (server, "main"));
  g_assert_false (slw_server_has_role (server, "mailbox"));
  g_assert_cmpstr (slw_server_get_login (server)->user, ==, "operator");
  slw_server_edit_login (server)->password = slw_secret_new ("password-of-it", -1);
  g_assert_nonnull (slw_server_get_login (server)->password);
}

static void
test_facts (void)
{
  g_autoptr (SlwServer) server = make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwFacts) facts = slw_facts_parse (facts_text, strlen (facts_text), &error);

  g_assert_no_error (error);
  g_assert_null (slw_server_get_facts (server));
  slw_server_set_facts (server, facts);
  slw_server_set_facts (server, facts);
  g_assert_cmpstr (slw_facts_get (slw_server_get_facts (server), "os.id"), ==, "debian");
  slw_server_set_facts (server, NULL);
  g_assert_null (slw_server_get_facts (server));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/given", test_given);
  g_test_add_func ("/server/facts", test_facts);
  return g_test_run ();
}
