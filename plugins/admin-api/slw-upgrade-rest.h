/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/* Fails when the core says that it cannot upgrade; waits for all nodes; then goes on. */
gboolean slw_upgrade_need_upgraders (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* Waits, as long as start-timeout allows, until the core reaches the node of every server that it lists. */
gboolean slw_upgrade_await_nodes (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* The same upgrade by bm-cli, which does both halves. Goes on when it ended, whatever its exit status says. */
gboolean slw_upgrade_by_cli (SlwTalk *talk, SlwTalkFunc then);

G_END_DECLS
