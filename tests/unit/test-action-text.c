/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-action.h>

#include <string.h>

#include "core/api/slw-action-private.h"

static void
assert_described (const SlwAction *action, const char *expected)
{
  g_autofree char *described = slw_action_describe (action);

  g_assert_cmpstr (described, ==, expected);
}

static void
assert_canonical (const SlwAction *action, const char *expected)
{
  g_autofree char *canonical = slw_action_to_canonical (action);

  g_assert_cmpstr (canonical, ==, expected);
}

static void
test_exec (void)
{
  const char *const argv[] = { "printf", "a b", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_CACHE, "print", argv);
  g_autoptr (GBytes) input = g_bytes_new_static ("abc", 3);

  slw_action_set_env (action, "WORD", "x");
  slw_action_set_stdin (action, input);
  assert_described (action, "printf 'a b'");
  assert_canonical (action, "exec CACHE\nargv 6 printf\nargv 3 a b\nenv 6 WORD=x\n"
                            "content sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
}

static void
test_files (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3);
  g_autoptr (GFile) file = g_file_new_for_path ("/here/backup.tar");
  g_autoptr (SlwAction) put = slw_action_new_put (SLW_EFFECT_MUTATE, "write", "/etc/x", content, 0640);
  g_autoptr (SlwAction) get = slw_action_new_get ("read", "/etc/y", 100);
  g_autoptr (SlwAction) fetch = slw_action_new_get_file ("fetch", "/var/backup.tar", file);

  slw_action_set_owner (put, "root:mail");
  assert_described (put, "write /etc/x (mode 0640)");
  assert_canonical (put, "put MUTATE\npath /etc/x 0640 root:mail\n"
                         "content sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
  assert_described (get, "read /etc/y");
  assert_canonical (get, "get READ\npath /etc/y 0000 \n");
  assert_canonical (fetch, "get READ\npath /var/backup.tar 0000 \nfile /here/backup.tar\n");
}

static void
test_connect (void)
{
  g_autoptr (SlwAction) action = slw_action_new_connect ("does SMTP answer?", 25, "220", "QUIT\r\n");

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  assert_described (action, "connect to port 25, “220” is expected");
  assert_canonical (action, "connect READ\nport 25 220\n");
}

/* A session's token differs each time and does not make another action; the body does. */
static void
test_http (void)
{
  g_autoptr (SlwSecret) token = slw_secret_new ("session-token-one", -1);
  g_autoptr (SlwAction) action = slw_action_new_http (SLW_EFFECT_MUTATE, "register", "PUT", "https://main/api/x");
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  slw_action_add_header (action, "Accept", "text/plain");
  slw_action_add_secret_header (action, "X-BM-ApiKey", token);
  slw_action_set_body (action, "application/json", body);
  assert_described (action, "PUT https://main/api/x");
  assert_canonical (action, "http MUTATE\nurl PUT https://main/api/x\nheader Accept: text/plain\n"
                            "header X-BM-ApiKey: [secret]\n"
                            "content sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n");
}

/* One line, whatever it is made of: no escapes, no secrets. */
static void
test_hostile (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("hunter2-hunter2", -1);
  const char *const argv[] = { "echo", "one\ntwo\t\033[31m", "hunter2-hunter2", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_READ, "print", argv);
  g_autofree char *described = slw_action_describe (action);
  g_autofree char *canonical = slw_action_to_canonical (action);

  g_assert_true (g_str_has_prefix (described, "echo 'one\\ntwo\\t\\x1b[31m' "));
  g_assert_null (strstr (described, "hunter2"));
  g_assert_null (strstr (canonical, "hunter2"));
}

/* Two actions that differ have two keys, also when a word holds a newline. */
static void
test_unambiguous (void)
{
  const char *const one[] = { "rm", "a\nargv 1 b", NULL };
  const char *const two[] = { "rm", "a", "b", NULL };
  g_autoptr (SlwAction) first = slw_action_new_exec (SLW_EFFECT_MUTATE, "remove", one);
  g_autoptr (SlwAction) second = slw_action_new_exec (SLW_EFFECT_MUTATE, "remove", two);
  g_autofree char *first_text = slw_action_to_canonical (first);
  g_autofree char *second_text = slw_action_to_canonical (second);

  g_assert_cmpstr (first_text, !=, second_text);
}

static void
test_controller (void)
{
  const char *const argv[] = { "tar", "-c", NULL };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_CACHE, "keep", argv);
  g_autoptr (GFile) file = g_file_new_for_path ("/var/kept.tar");
  g_autofree char *before = slw_action_to_canonical (action);
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;

  g_assert_false (slw_action_is_on_controller (action));
  slw_action_set_on_controller (action);
  slw_action_set_output_file (action, file, 10);
  g_assert_true (slw_action_is_on_controller (action));
  after = slw_action_to_canonical (action);
  g_assert_cmpstr (before, !=, after);
  text = slw_action_describe (action);
  g_assert_cmpstr (text, ==, "on the controller: tar -c > /var/kept.tar");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/action-text/exec", test_exec);
  g_test_add_func ("/action-text/files", test_files);
  g_test_add_func ("/action-text/http", test_http);
  g_test_add_func ("/action-text/connect", test_connect);
  g_test_add_func ("/action-text/hostile", test_hostile);
  g_test_add_func ("/action-text/unambiguous", test_unambiguous);
  g_test_add_func ("/action-text/controller", test_controller);
  return g_test_run ();
}
