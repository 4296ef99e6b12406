/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-setup.h"

G_BEGIN_DECLS

/* The first states of setup.probe and setup.password. */
gboolean slw_probe_start (SlwTalk *talk, GError **error);
gboolean slw_probe_start_password (SlwTalk *talk, GError **error);

G_END_DECLS
