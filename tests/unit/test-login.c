/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-login.h"

static void
test_empty (void)
{
  g_autoptr (SlwLogin) login = slw_login_new ();

  g_assert_true (login->use_ssh_config);
  g_assert_null (login->user);
  g_assert_cmpuint (login->port, ==, 0);
  g_assert_null (login->password);
}

/* All that it may hold goes with it: the sanitizer tells. */
static void
test_full (void)
{
  g_autoptr (SlwLogin) login = slw_login_new ();

  login->user = g_strdup ("root");
  login->identity = g_strdup ("/root/.ssh/id");
  login->passphrase = slw_secret_new ("passphrase-of-it", -1);
  login->password = slw_secret_new ("password-of-it", -1);
  login->sudo_password = slw_secret_new ("sudo-password-of-it", -1);
  login->jump = g_strdup ("a@b:22");
  login->transport = g_strdup ("local");
  login->passphrase_from = g_strdup ("file:a");
  login->password_from = g_strdup ("env:B");
  login->sudo_password_from = g_strdup ("prompt");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/login/empty", test_empty);
  g_test_add_func ("/login/full", test_full);
  return g_test_run ();
}
