/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-platform.h>

#include "core/remote/slw-host-keys.h"

G_BEGIN_DECLS

/**
 * SlwSshScan:
 * @name: what the operator calls the host: the server, or a jump host before it
 * @is_jump: whether it is a jump host: once it is trusted the server can be asked
 * @host: name under which the key is kept, for slw_host_keys_add()
 * @port: port under which it is kept
 * @key: the key that the server has shown
 * @type: its type, for instance `ssh-ed25519`
 * @fingerprint: as OpenSSH prints it
 * @state: whether it is known, new, changed or revoked
 * @line: the line of known_hosts that decided, empty when it is new
 *
 * The host key of a server, as it shows it now. Nothing was verified.
 */
typedef struct {
  char *name;
  gboolean is_jump;
  char *host;
  guint port;
  GBytes *key;
  char *type;
  char *fingerprint;
  SlwHostKeyState state;
  SlwHostKeyLine line;
} SlwSshScan;

/**
 * slw_ssh_scan_free:
 * @scan: (transfer full): a scan
 */
void slw_ssh_scan_free (SlwSshScan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshScan, slw_ssh_scan_free)

/**
 * slw_ssh_scan_host_key_async:
 * @platform: the platform, for its known_hosts
 * @server: a server that is reached by ssh
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks a server for its host key and looks it up, without logging in. Where there are jump hosts that are not known yet,
 * the first of them is asked instead, since nothing behind it can be reached before it is trusted.
 */
void slw_ssh_scan_host_key_async (SlwPlatform *platform,
                                  SlwServer *server,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * slw_ssh_scan_host_key_finish:
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): what was seen; its @host says of whom. %NULL with the error of the connection
 */
SlwSshScan *slw_ssh_scan_host_key_finish (GAsyncResult *result, GError **error);

G_END_DECLS
