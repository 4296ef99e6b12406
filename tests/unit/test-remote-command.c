/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-remote-command.h"

#include <string.h>

static const char *const words[] = { "echo", "it's", NULL };

static char *
text_of (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_strndup (data, length);
}

static void
test_plain (void)
{
  g_autoptr (SlwRemoteCommand) root = slw_remote_command_new (words, SLW_PRIVILEGE_ROOT, NULL, NULL);
  g_autoptr (SlwRemoteCommand) sudo = slw_remote_command_new (words, SLW_PRIVILEGE_SUDO, NULL, NULL);

  g_assert_cmpstr (root->line, ==, "exec echo 'it'\\''s'");
  g_assert_null (root->preamble);
  g_assert_cmpstr (sudo->line, ==, "exec sudo -n -- echo 'it'\\''s'");
  g_assert_null (sudo->preamble);
}

/* The password stands in the preamble alone, before a mark that the command line names. */
static void
test_password (void)
{
  g_autoptr (SlwSecret) password = slw_secret_new ("correct horse", -1);
  g_autoptr (GBytes) head = g_bytes_new_static ("head\n", 5);
  g_autoptr (SlwRemoteCommand) command = slw_remote_command_new (words, SLW_PRIVILEGE_SUDO_PASSWORD, password, head);
  g_autofree char *preamble = text_of (command->preamble);
  g_auto (GStrv) lines = g_strsplit (preamble, "\n", -1);

  g_assert_null (strstr (command->line, "horse"));
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==, "correct horse");
  g_assert_true (g_str_has_prefix (lines[1], "slipway-"));
  g_assert_nonnull (strstr (command->line, lines[1]));
  g_assert_cmpstr (lines[2], ==, "head");
}

static void
test_actions (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr (SlwAction) exec = slw_action_new_exec (SLW_EFFECT_READ, "say", words);
  g_autoptr (SlwAction) put = slw_action_new_put (SLW_EFFECT_MUTATE, "put", "/a b", content, 0640);
  g_autoptr (SlwAction) get = slw_action_new_get ("get", "/c", 41);
  g_autoptr (SlwRemoteCommand) command = NULL;
  g_autofree char *size = NULL;

  slw_action_set_env (exec, "A", "b c");
  slw_action_set_owner (put, "cyrus:mail");
  command = slw_remote_command_new_for_action (exec, 0, SLW_PRIVILEGE_ROOT, NULL, NULL);
  g_assert_cmpstr (command->line, ==, "exec env LC_ALL=C 'A=b c' echo 'it'\\''s'");
  g_clear_pointer (&command, slw_remote_command_free);
  command = slw_remote_command_new_for_action (put, 1, SLW_PRIVILEGE_ROOT, NULL, NULL);
  g_assert_true (g_str_has_suffix (command->line, " slipway '/a b' 0640 cyrus:mail"));
  size = text_of (command->preamble);
  g_assert_cmpstr (size, ==, "1\n");
  g_clear_pointer (&command, slw_remote_command_free);
  command = slw_remote_command_new_for_action (get, 0, SLW_PRIVILEGE_ROOT, NULL, NULL);
  g_assert_true (g_str_has_suffix (command->line, " slipway /c 42"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/remote-command/plain", test_plain);
  g_test_add_func ("/remote-command/password", test_password);
  g_test_add_func ("/remote-command/actions", test_actions);
  return g_test_run ();
}
