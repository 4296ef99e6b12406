/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-setup.h"

G_BEGIN_DECLS

/* Sets the platform up through the API, where there is no bm-cli for it; goes on with slw_install_settle (). */
gboolean slw_install_rest_start (SlwTalk *talk, GError **error);

/* The same from where the core is initialised: every part looks first, so an interrupted set-up is continued. */
gboolean slw_install_rest_continue (SlwTalk *talk, GError **error);

G_END_DECLS
