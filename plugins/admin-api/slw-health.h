/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/* Lists the servers into work->list (left %NULL when the core does not say); then goes on. */
gboolean slw_health_list (SlwTalk *talk, SlwTalkFunc then);

/* Looks at @server from within and as BlueMind lists it, into its entry of work->now; then goes on. @arguments of the survey
 * may be %NULL. work->list says how it is listed. */
gboolean slw_health_look (SlwTalk *talk, SlwServer *server, GPtrArray *arguments, SlwTalkFunc then);

/* Looks whether the login page is there, into work->now; then goes on. */
gboolean slw_health_try_login_page (SlwTalk *talk, SlwTalkFunc then);

G_END_DECLS
