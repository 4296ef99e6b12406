/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-server.h>

G_BEGIN_DECLS

/**
 * SlwFanout:
 *
 * The same thing on many servers, so many at a time, in their order.
 */
typedef struct _SlwFanout SlwFanout;

/**
 * SlwFanoutFunc:
 * @fanout: the fan-out; slw_fanout_done() must be called on it once for this server, now or later
 * @server: begin with this one
 * @user_data: what slw_fanout_start() was given
 */
typedef void (*SlwFanoutFunc) (SlwFanout *fanout, SlwServer *server, gpointer user_data);

/**
 * slw_fanout_start:
 * @servers: (element-type SlwServer): the servers
 * @limit: how many at a time, at least 1
 * @func: begins with one
 * @finished: (nullable): called when all are done
 * @user_data: for both
 */
void slw_fanout_start (
    GPtrArray *servers, guint limit, SlwFanoutFunc func, void (*finished) (gpointer user_data), gpointer user_data);

/**
 * slw_fanout_done:
 * @fanout: a fan-out
 *
 * One server is done; another may begin.
 */
void slw_fanout_done (SlwFanout *fanout);

G_END_DECLS
