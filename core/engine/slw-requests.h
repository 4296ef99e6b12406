/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

#define SLW_REQUEST_PAUSE "pause"
#define SLW_REQUEST_ABORT "abort"

/**
 * SlwRequestFunc:
 * @verb: %SLW_REQUEST_PAUSE or %SLW_REQUEST_ABORT
 * @by: who asked, `user@host`
 * @user_data: for the function
 *
 * Somebody has asked something of the run.
 */
typedef void (*SlwRequestFunc) (const char *verb, const char *by, gpointer user_data);

/**
 * SlwRequests:
 *
 * Looks twice a second into the journal whether another process has asked something of a run, and confirms it there.
 */
typedef struct _SlwRequests SlwRequests;

/**
 * slw_requests_new:
 * @run: a run
 * @func: called for each request that comes from now on
 * @user_data: for @func
 *
 * Returns: (transfer full): what looks
 */
SlwRequests *slw_requests_new (SlwRun *run, SlwRequestFunc func, gpointer user_data);

/**
 * slw_requests_free:
 * @self: (transfer full): what looks
 */
void slw_requests_free (SlwRequests *self);

G_END_DECLS
