/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A script with arguments: external host, domain, contact (may be empty), whether to start again (may be empty), then the
 * options of `setup install` that take a password. The passwords are random ones of the server's own making, known to nobody: an argument can be read by every user of
 * the server, so a real one has no place there. It leaves a marker, so that the next run knows that they are to be replaced.
 */
const char *slw_setup_cli_script (void);

/* The password options that this version's help lists; --sw-pass always. */
char **slw_setup_cli_read_options (const char *help);

/* The marker, and a script that removes it. */
#define SLW_SETUP_CLI_MARKER "/var/lib/slipway/setup-passwords-pending"

G_END_DECLS
