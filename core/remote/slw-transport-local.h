/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_TYPE_TRANSPORT_LOCAL (slw_transport_local_get_type ())

/**
 * SlwTransportLocal:
 *
 * Runs commands on the controller itself, by its sh.
 */
G_DECLARE_FINAL_TYPE (SlwTransportLocal, slw_transport_local, SLW, TRANSPORT_LOCAL, GObject)

/**
 * slw_transport_local_new:
 *
 * Returns: (transfer full): a transport
 */
SlwTransport *slw_transport_local_new (void);

G_END_DECLS
