/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-setup.h"

G_BEGIN_DECLS

/* The first state of setup.install. */
gboolean slw_install_start (SlwTalk *talk, GError **error);

/* Whether the settings are such that the platform can be set up with them. */
gboolean slw_install_check_settings (SlwTalk *talk, GError **error);

/* What follows once the platform runs and has its domain, whatever way it was set up: passwords, contact, outputs. */
gboolean slw_install_settle (SlwTalk *talk, GError **error);

G_END_DECLS
