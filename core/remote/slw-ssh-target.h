/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-secret.h>

G_BEGIN_DECLS

/**
 * SlwSshTarget:
 * @name: what the operator calls it, for messages: `shard (198.18.0.12)`
 * @host: what is connected to
 * @key_host: the name that known_hosts is searched for…
 * @key_port: …with this port
 * @port: TCP port
 * @user: user to log in as
 * @identities: (element-type filename): private keys, in the order in which they are tried; those that do not exist are skipped
 * @identity: (nullable): the one private key that the platform file names: nothing else is tried but the password, and it
 *   must exist. The agent is asked for it only when it is encrypted and there is no passphrase.
 * @identities_only: whether only those keys of the agent are tried that are among @identities
 * @agent: (nullable): socket of the agent, %NULL when it is not asked
 * @passphrase: (nullable): of the private key
 * @password: (nullable): for password authentication
 * @known_hosts: (array zero-terminated=1): files of host keys
 * @trust_hint: the command that an operator types to accept a host key
 * @connect_timeout: seconds for everything until the login has succeeded
 *
 * Where to log in and how, all questions answered.
 */
typedef struct {
  char *name;
  char *host;
  char *key_host;
  guint key_port;
  guint port;
  char *user;
  GPtrArray *identities;
  char *identity;
  gboolean identities_only;
  char *agent;
  SlwSecret *passphrase;
  SlwSecret *password;
  char **known_hosts;
  char *trust_hint;
  guint connect_timeout;
} SlwSshTarget;

/**
 * slw_ssh_target_new:
 * @name: what the operator calls it
 * @host: what is connected to
 *
 * Returns: (transfer full): a target with port 22, user root, no keys and no agent
 */
SlwSshTarget *slw_ssh_target_new (const char *name, const char *host);

/**
 * slw_ssh_target_free:
 * @target: (transfer full): a target
 */
void slw_ssh_target_free (SlwSshTarget *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshTarget, slw_ssh_target_free)

G_END_DECLS
