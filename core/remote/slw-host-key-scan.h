/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-platform.h>

#include "core/remote/slw-host-keys.h"

G_BEGIN_DECLS

/**
 * SlwScannedKey:
 * @host: name or address under which it is looked up and added
 * @port: the port
 * @type: type of the key, for instance `ssh-ed25519`
 * @fingerprint: as OpenSSH prints it
 * @key: the key in the format of the SSH protocol
 * @state: what the known_hosts files say of it
 * @known: (nullable): `FILE:LINE TYPE FINGERPRINT` of the line that decided, when it is not new
 *
 * The host key that a server has shown.
 */
typedef struct {
  char *host;
  guint port;
  char *type;
  char *fingerprint;
  GBytes *key;
  SlwHostKeyState state;
  char *known;
} SlwScannedKey;

/**
 * slw_ssh_scan_host_key_async:
 * @platform: the platform, whose known_hosts is looked into
 * @server: the server
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Connects to @server (through its jump hosts, which must be known), takes the host key that it shows, and leaves without
 * logging in.
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
 * Returns: (transfer full): the key, or %NULL with %SLW_ERROR_UNREACHABLE or %SLW_ERROR_DENIED
 */
SlwScannedKey *slw_ssh_scan_host_key_finish (GAsyncResult *result, GError **error);

/**
 * slw_scanned_key_free:
 * @key: (transfer full): a key
 */
void slw_scanned_key_free (SlwScannedKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwScannedKey, slw_scanned_key_free)

G_END_DECLS
