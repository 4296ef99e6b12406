/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-setup.h"

G_BEGIN_DECLS

/* Looks at /setup as a visitor would, without and with the wizard's password, and at its password file; goes on with
 * setup->door, setup->key_fits and setup->file_there set. */
gboolean slw_door_look (SlwTalk *talk, SlwTalkFunc then);

/* Makes the wizard's password the one of the settings, unless it is. @way: "api" through the core, "file" on the server, "any"
 * through the core and, where that is down, on the server. */
gboolean slw_door_lock (SlwTalk *talk, const char *way, SlwTalkFunc then, GError **error);

G_END_DECLS
