/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SlwSshConfig:
 * @hostname: what to connect to
 * @port: TCP port
 * @user: user
 * @identities: (element-type filename): private keys, in order
 * @identities_only: whether the agent's other keys stay unused
 * @agent: (nullable): path of the agent's socket, %NULL for none
 * @jump: (nullable): `user@host:port`, several separated by commas
 * @known_hosts: (element-type filename): files of host keys, the user's and the system's
 * @key_alias: (nullable): the name to look host keys up by
 * @command: (nullable): a ProxyCommand, which is not supported here
 * @connect_timeout: seconds, 0 when nothing is said
 *
 * What ssh's own configuration says of one host.
 */
typedef struct {
  char *hostname;
  guint port;
  char *user;
  GPtrArray *identities;
  gboolean identities_only;
  char *agent;
  char *jump;
  GPtrArray *known_hosts;
  char *key_alias;
  char *command;
  guint connect_timeout;
} SlwSshConfig;

/**
 * slw_ssh_config_new_default:
 * @host: a host
 *
 * Returns: (transfer full): what holds without any configuration: root, port 22, the usual files
 */
SlwSshConfig *slw_ssh_config_new_default (const char *host);

/**
 * slw_ssh_config_parse:
 * @host: the host that was asked for
 * @text: output of `ssh -G`
 *
 * Returns: (transfer full): what it says; what it does not say is the default
 */
SlwSshConfig *slw_ssh_config_parse (const char *host, const char *text);

/**
 * slw_ssh_config_free:
 * @config: (transfer full): a configuration
 */
void slw_ssh_config_free (SlwSshConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshConfig, slw_ssh_config_free)

/**
 * slw_ssh_config_load_async:
 * @host: a host, as the operator wrote it
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks `ssh -G`, where ssh is installed, so that no second reading of ssh_config(5) is needed. Users that the configuration
 * does not name are root. One answer serves all hosts when the configuration says the same of all of them, as most do; else
 * each host is asked for once per process. `$SLIPWAY_SSH_CONFIG` names a file that is read instead of `~/.ssh/config`.
 */
void slw_ssh_config_load_async (const char *host,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * slw_ssh_config_load_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): the configuration, or %NULL with %SLW_ERROR_INVALID that quotes ssh when its files are wrong
 */
SlwSshConfig *slw_ssh_config_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
