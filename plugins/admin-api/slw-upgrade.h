/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-work.h"

G_BEGIN_DECLS

/* The first state of platform.upgrade. */
gboolean slw_upgrade_start (SlwTalk *talk, GError **error);

/* Shows a line that bm-cli prints. */
void slw_upgrade_show_line (SlwStepRun *run, const char *line);

G_END_DECLS
