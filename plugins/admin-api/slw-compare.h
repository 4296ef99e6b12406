/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/* Reads Param.baseline into work->before; without one it stays %NULL. */
gboolean slw_compare_read (SlwTalk *talk, GError **error);

/* When logs begin to matter: Param.since, else the time of the baseline; %NULL without one. */
const char *slw_compare_get_since (SlwTalk *talk);

/* Compares the step's server with work->before, and ends the step. @summary: what to say when nothing is worse. */
gboolean slw_compare_start (SlwTalk *talk, const char *summary);

/* Are state and versions of the platform as they must be after the change? Then goes on, work->software is its version. */
gboolean slw_compare_core (SlwTalk *talk, SlwTalkFunc then, GError **error);

G_END_DECLS
