/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-secret.h>

G_BEGIN_DECLS

/**
 * slw_prompt_allow:
 * @allowed: whether the operator may be asked (`--no-input` says no); the default is %TRUE
 */
void slw_prompt_allow (gboolean allowed);

/**
 * slw_prompt_ask_secret:
 * @what: what is asked for
 * @error: return location
 *
 * Asks on the terminal of the process, whatever standard input and output are, without showing what is typed.
 *
 * Returns: (transfer full): the answer, or %NULL with %SLW_ERROR_INVALID when there is no terminal, when asking is not
 *   allowed or when the answer is empty, and %SLW_ERROR_CANCELLED for Ctrl-C
 */
SlwSecret *slw_prompt_ask_secret (const char *what, GError **error);

G_END_DECLS
