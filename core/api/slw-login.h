/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-secret.h>

G_BEGIN_DECLS

/**
 * SlwLogin:
 * @user: user to log in as, %NULL for ssh's own answer (configuration, then "root")
 * @port: TCP port, 0 for ssh's own answer (configuration, then 22)
 * @identity: path of a private key, %NULL for ssh's own answer (agent, configuration, the usual files)
 * @passphrase: (nullable): of @identity
 * @password: (nullable): for password authentication
 * @sudo_password: (nullable): for sudo, when @user is not root and sudo asks
 * @jump: (nullable): `user@host:port` of a jump host, several separated by commas
 * @use_ssh_config: whether `~/.ssh/config` is asked, by `ssh -G`
 * @transport: (nullable): `ssh` (the default), `local`, or `replay:FILE`
 * @passphrase_from: (nullable): where the platform file says that @passphrase is: `file:PATH`, `env:NAME`…
 * @password_from: (nullable): the same for @password
 * @sudo_password_from: (nullable): the same for @sudo_password
 *
 * How to get into a server, as the platform file says it. Owned by its #SlwServer. The secrets are %NULL until
 * slw_platform_file_unlock() reads them from where the `_from` members say, just before the first connection: a prompt
 * or a password store is not bothered for a command that talks to no server.
 */
typedef struct {
  char *user;
  guint port;
  char *identity;
  SlwSecret *passphrase;
  SlwSecret *password;
  SlwSecret *sudo_password;
  char *jump;
  gboolean use_ssh_config;
  char *transport;
  char *passphrase_from;
  char *password_from;
  char *sudo_password_from;
} SlwLogin;

/**
 * slw_login_new:
 *
 * Returns: (transfer full): an empty login that asks ssh's configuration
 */
SlwLogin *slw_login_new (void);

/**
 * slw_login_free:
 * @login: (transfer full): a login
 */
void slw_login_free (SlwLogin *login);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwLogin, slw_login_free)

G_END_DECLS
