/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_TYPE_TRANSPORT_RECORDER (slw_transport_recorder_get_type ())

/**
 * SlwTransportRecorder:
 *
 * Passes commands on to another transport and keeps what came back as a transcript, which #SlwTransportReplay plays.
 * Standard input is not recorded: it is where secrets are.
 */
G_DECLARE_FINAL_TYPE (SlwTransportRecorder, slw_transport_recorder, SLW, TRANSPORT_RECORDER, GObject)

/**
 * slw_transport_recorder_new:
 * @inner: the transport that does the work
 * @path: the transcript; written anew after each command
 *
 * Returns: (transfer full): a transport
 */
SlwTransport *slw_transport_recorder_new (SlwTransport *inner, const char *path);

G_END_DECLS
