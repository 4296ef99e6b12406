/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-result.h>

G_BEGIN_DECLS

/**
 * yum_failure_explain_simulation:
 * @text: both streams of a `dnf --assumeno` that found no solution
 *
 * Returns: (transfer full): why, in a few lines
 */
char *yum_failure_explain_simulation (const char *text);

/**
 * yum_failure_find_remedy:
 * @text: the same
 *
 * Returns: (transfer none) (nullable): what to do about it
 */
const char *yum_failure_find_remedy (const char *text);

/**
 * yum_failure_has_failed:
 * @result: result of a dnf
 *
 * A script of a new package that fails is no failure to rpm, and dnf ends with 0.
 *
 * Returns: whether one did
 */
gboolean yum_failure_has_failed (const SlwResult *result);

/**
 * yum_failure_explain_installation:
 * @output: standard output of dnf
 * @errors: its standard error
 *
 * Returns: (transfer full): the packages that failed, when they were named, and the last 20 lines
 */
char *yum_failure_explain_installation (const char *output, const char *errors);

G_END_DECLS
