/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-platform.h>

#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_TYPE_TRANSPORT_SSH (slw_transport_ssh_get_type ())

/**
 * SlwTransportSsh:
 *
 * Runs commands over ssh, by libssh2. Connects again by itself when the connection was lost while nothing ran.
 */
G_DECLARE_FINAL_TYPE (SlwTransportSsh, slw_transport_ssh, SLW, TRANSPORT_SSH, GObject)

/**
 * slw_transport_ssh_new:
 * @platform: (nullable): the platform, for its known_hosts
 * @server: the server
 *
 * Returns: (transfer full): a transport that is not connected
 */
SlwTransport *slw_transport_ssh_new (SlwPlatform *platform, SlwServer *server);

G_END_DECLS
