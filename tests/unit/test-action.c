/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"

static void
test_exec (void)
{
  const char *const argv[] = { "apt-get", "-s", "install", "a b", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_READ, "simulate", argv);
  g_autofree char *described = slw_action_describe (action);

  g_assert_cmpint (slw_action_get_action_type (action), ==, SLW_ACTION_EXEC);
  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  g_assert_cmpstr (slw_action_get_label (action), ==, "simulate");
  g_assert_cmpstr (slw_action_get_argv (action)[2], ==, "install");
  g_assert_null (slw_action_get_path (action));
  g_assert_null (slw_action_get_url (action));
  g_assert_cmpstr (described, ==, "apt-get -s install 'a b'");
}

static void
test_expected (void)
{
  const char *const argv[] = { "rpm", "-q", "x", NULL };
  g_autoptr (SlwAction) exec = slw_action_new_exec (SLW_EFFECT_READ, "query", argv);
  g_autoptr (SlwAction) http = slw_action_new_http (SLW_EFFECT_READ, "ask", "GET", "https://h/");

  g_assert_true (slw_action_is_expected (exec, 0));
  g_assert_false (slw_action_is_expected (exec, 1));
  slw_action_expect (exec, 1);
  g_assert_true (slw_action_is_expected (exec, 1));
  g_assert_true (slw_action_is_expected (http, 204));
  g_assert_false (slw_action_is_expected (http, 0));
  g_assert_false (slw_action_is_expected (http, SLW_STATUS_NO_ANSWER));
  slw_action_expect (http, SLW_STATUS_NO_ANSWER);
  g_assert_true (slw_action_is_expected (http, SLW_STATUS_NO_ANSWER));
}

/* The canonical form names a secret by its digest only, and another secret makes another form. */
static void
test_canonical_secret (void)
{
  g_autoptr (SlwSecret) one = slw_secret_new ("first-secret-one", -1);
  g_autoptr (SlwSecret) two = slw_secret_new ("other-secret-two", -1);
  g_autoptr (SlwAction) a = slw_action_new_put_secret (SLW_EFFECT_MUTATE, "write", "/etc/x", one, 0600);
  g_autoptr (SlwAction) b = slw_action_new_put_secret (SLW_EFFECT_MUTATE, "write", "/etc/x", two, 0600);
  g_autofree char *text_a = slw_action_to_canonical (a);
  g_autofree char *text_b = slw_action_to_canonical (b);
  g_autofree char *described = slw_action_describe (a);

  g_assert_null (strstr (text_a, "first-secret-one"));
  g_assert_cmpstr (text_a, !=, text_b);
  g_assert_cmpstr (described, ==, "write /etc/x (mode 0600)");
}

static void
test_script (void)
{
  const char *const arguments[] = { "one", "two words", NULL };
  g_autoptr (SlwAction) action = slw_action_new_script (SLW_EFFECT_READ, "look", "echo \"$1\"\n", arguments);
  g_autofree char *described = slw_action_describe (action);

  g_assert_cmpstr (slw_action_get_argv (action)[0], ==, "sh");
  g_assert_cmpstr (slw_action_get_argv (action)[5], ==, "two words");
  g_assert_cmpstr (described, ==, "script: look: one 'two words'");
}

static void
test_assumed (void)
{
  g_autoptr (SlwAction) http = slw_action_new_http (SLW_EFFECT_MUTATE, "do", "POST", "https://h/");
  g_autoptr (SlwResult) plain = slw_result_new_assumed (http);
  g_autoptr (SlwResult) set = NULL;

  g_assert_true (slw_result_is_assumed (plain));
  g_assert_cmpint (slw_result_get_status (plain), ==, 200);
  g_assert_cmpstr (slw_result_get_output (plain), ==, "");
  slw_action_assume (http, 204, "x");
  set = slw_result_new_assumed (http);
  g_assert_cmpint (slw_result_get_status (set), ==, 204);
  g_assert_cmpstr (slw_result_get_output (set), ==, "x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/action/exec", test_exec);
  g_test_add_func ("/action/expected", test_expected);
  g_test_add_func ("/action/canonical-secret", test_canonical_secret);
  g_test_add_func ("/action/script", test_script);
  g_test_add_func ("/action/assumed", test_assumed);
  return g_test_run ();
}
