/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_TYPE_TRANSPORT_REPLAY (slw_transport_replay_get_type ())

/**
 * SlwTransportReplay:
 *
 * Answers commands from a transcript, see slw_transcript_load(). A command that is not in it is an error. One that stands
 * there several times is answered in that order, then with the last answer again.
 */
G_DECLARE_FINAL_TYPE (SlwTransportReplay, slw_transport_replay, SLW, TRANSPORT_REPLAY, GObject)

/**
 * slw_transport_replay_new:
 * @path: a transcript; it is read when the transport connects
 *
 * Returns: (transfer full): a transport
 */
SlwTransport *slw_transport_replay_new (const char *path);

G_END_DECLS
