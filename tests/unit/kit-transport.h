/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define KIT_TYPE_TRANSPORT (kit_transport_get_type ())

/* A transport that is no network: what it is told to answer it answers, everything else is run by sh on this machine. The
 * facts are those of a Debian server unless it is told otherwise. */
G_DECLARE_FINAL_TYPE (KitTransport, kit_transport, KIT, TRANSPORT, GObject)

KitTransport *kit_transport_new (void);

/* The next connections fail with this error; NULL lets them in again. */
void kit_transport_refuse (KitTransport *self, const GError *error);

/* Commands that contain the needle are answered with this, and not run. The newest needle wins. */
void kit_transport_answer (
    KitTransport *self, const char *needle, int status, const char *output, gssize length, const char *errors);

/* Commands that contain the needle fail with this error, and are not run. */
void kit_transport_break (KitTransport *self, const char *needle, const GError *error);

/* What was broken is whole again. */
void kit_transport_mend (KitTransport *self);

/* Commands that contain the needle end only when they are cancelled. */
void kit_transport_hang (KitTransport *self, const char *needle);

/* From now on it is a machine that wants a lock, in a folder of this one. */
void kit_transport_want_lock (KitTransport *self);

/* How many commands that contain the needle were sent; "" for all but the question for the facts. */
guint kit_transport_count_sent (KitTransport *self, const char *needle);

/* How often it was connected. */
guint kit_transport_count_connections (KitTransport *self);

G_END_DECLS
