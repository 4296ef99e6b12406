/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/* Which version a package has on @server, as "installed VERSION"; exit status 1: it is not there. */
SlwAction *slw_lag_make_query (SlwServer *server, const char *package);

/* Asks every server of the platform for its packages' version, and goes on with work->main_version set when all are at the
 * main server's; a server that lags fails the step and is named. */
gboolean slw_lag_refuse (SlwTalk *talk, SlwTalkFunc then, GError **error);

G_END_DECLS
