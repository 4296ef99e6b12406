/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

G_BEGIN_DECLS

/**
 * slw_result_new:
 * @status: status
 * @output: (nullable): standard output, content or body
 * @errors: (nullable): standard error
 *
 * Returns: (transfer full): a result
 */
SlwResult *slw_result_new (int status, GBytes *output, GBytes *errors);

/**
 * slw_result_new_assumed:
 * @action: the action that was not carried out
 *
 * Returns: (transfer full): what slw_action_assume() said would come back
 */
SlwResult *slw_result_new_assumed (const SlwAction *action);

/**
 * slw_result_set_truncated:
 * @result: a result
 * @truncated: whether the middle of its output is missing
 */
void slw_result_set_truncated (SlwResult *result, gboolean truncated);

/**
 * slw_result_set_recorded:
 * @result: a result
 *
 * It comes from the journal.
 */
void slw_result_set_recorded (SlwResult *result);

/**
 * slw_result_add_header:
 * @result: a result of an http action
 * @name: a header's name
 * @value: its value
 */
void slw_result_add_header (SlwResult *result, const char *name, const char *value);

G_END_DECLS
