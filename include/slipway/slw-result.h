/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-secret.h>

G_BEGIN_DECLS

#define SLW_TYPE_RESULT (slw_result_get_type ())

/**
 * SlwResult:
 *
 * What came back from an action. Everything in it was written by a server and is hostile until it was parsed.
 */
typedef struct _SlwResult SlwResult;

GType slw_result_get_type (void);

/**
 * slw_result_ref:
 * @result: a result
 *
 * Returns: (transfer full): @result
 */
SlwResult *slw_result_ref (SlwResult *result);

/**
 * slw_result_unref:
 * @result: (transfer full): a result
 */
void slw_result_unref (SlwResult *result);

/**
 * slw_result_get_status:
 * @result: a result
 *
 * Returns: exit status of an exec (128 + n when signal n ended it); 0, or 1 for an absent file, of a get; HTTP status,
 * or %SLW_STATUS_NO_ANSWER, of an http action
 */
int slw_result_get_status (const SlwResult *result);

/**
 * slw_result_get_output:
 * @result: a result
 *
 * Returns: (transfer none): standard output, content of the file, or body of the answer, followed by a NUL; never
 * %NULL. Bytes may be any; see slw_result_get_output_length()
 */
const char *slw_result_get_output (const SlwResult *result);

/**
 * slw_result_get_output_length:
 * @result: a result
 *
 * Returns: length in bytes of the output without the NUL at its end
 */
gsize slw_result_get_output_length (const SlwResult *result);

/**
 * slw_result_get_errors:
 * @result: a result
 *
 * Returns: (transfer none): standard error of an exec, or what went wrong on the way of an http action; never %NULL
 */
const char *slw_result_get_errors (const SlwResult *result);

/**
 * slw_result_get_header:
 * @result: a result of an http action
 * @name: a header's name; case does not matter
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *slw_result_get_header (const SlwResult *result, const char *name);

/**
 * slw_result_is_truncated:
 * @result: a result
 *
 * Returns: whether the output was longer than the action's limit, so that its middle is missing
 */
gboolean slw_result_is_truncated (const SlwResult *result);

/**
 * slw_result_is_assumed:
 * @result: a result
 *
 * Returns: whether nothing was really done: the action is above the ceiling of a plan
 */
gboolean slw_result_is_assumed (const SlwResult *result);

/**
 * slw_result_is_recorded:
 * @result: a result
 *
 * Returns: whether it is the outcome that an earlier process of the run had, from the journal; what was reached then may be undone by now
 */
gboolean slw_result_is_recorded (const SlwResult *result);

/**
 * slw_result_dup_secret:
 * @result: result of an action with slw_action_set_secret_result()
 *
 * Returns: (transfer full) (nullable): the output, white space at its ends removed, as a secret; %NULL when it is empty
 */
SlwSecret *slw_result_dup_secret (const SlwResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwResult, slw_result_unref)

G_END_DECLS
