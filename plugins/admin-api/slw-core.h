/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/*
 * Waits until the core answers, has settled in a state, and is the program that work->main_version names (where that is
 * known): after an update of packages the old one may still be answering. As long as start-timeout says. Goes on with
 * work->state, software, database, version_name and needs_upgrade set.
 */
gboolean slw_core_await (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* The same for at most @seconds, after which it goes on with work->state being %NULL and work->seen saying why. */
gboolean slw_core_look (SlwTalk *talk, guint seconds, SlwTalkFunc then, GError **error);

/* Whether the platform runs and its data is of its programs' version. */
gboolean slw_core_is_done (const SlwWork *work);

G_END_DECLS
