/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * failure_explain_simulation:
 * @text: both streams of an `apt-get -s` that failed
 *
 * Returns: (transfer full): why, in a few lines: what apt-get said without its small talk
 */
char *failure_explain_simulation (const char *text);

/**
 * failure_list_waiting:
 * @errors: what `dpkg --configure` wrote on standard error
 *
 * Returns: (transfer full): names, without architecture, of packages that were left alone because others are not configured yet
 */
char **failure_list_waiting (const char *errors);

/**
 * failure_explain_installation:
 * @output: standard output of apt-get or dpkg
 * @errors: its standard error
 *
 * Returns: (transfer full): the packages that failed, when dpkg named them, and the last 20 lines
 */
char *failure_explain_installation (const char *output, const char *errors);

G_END_DECLS
