/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-login.h"

SlwLogin *
slw_login_new (void)
{
  SlwLogin *self = g_new0 (SlwLogin, 1);

  self->use_ssh_config = TRUE;
  return self;
}

void
slw_login_free (SlwLogin *login)
{
  g_free (login->user);
  g_free (login->identity);
  g_clear_pointer (&login->passphrase, slw_secret_unref);
  g_clear_pointer (&login->password, slw_secret_unref);
  g_clear_pointer (&login->sudo_password, slw_secret_unref);
  g_free (login->jump);
  g_free (login->transport);
  g_free (login->passphrase_from);
  g_free (login->password_from);
  g_free (login->sudo_password_from);
  g_free (login);
}
