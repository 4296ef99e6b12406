/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-baseline.h"

G_BEGIN_DECLS

/* Findings about what must be equal on all servers: versions of the product, and the subscription. @main_name: the main server. */
void slw_check_servers (SlwStepRun *run, SlwBaseline *now, const char *main_name);

/* Whether an update or an installation broke off: half installed packages, or servers of different versions. */
gboolean slw_check_servers_broke_off (SlwBaseline *now, const char *main_name);

/* A finding about a core that gives no answer. @seen: how it looked. */
void slw_check_servers_away (SlwStepRun *run, SlwBaseline *now, const char *main_name, const char *seen);

G_END_DECLS
