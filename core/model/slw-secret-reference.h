/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-secret.h>

G_BEGIN_DECLS

/* Where a secret is, as a file of the operator's says it: `file:PATH`, `env:NAME`, `command:LINE` or `prompt`. */

#define SLW_SECRET_REFERENCE_FORMS "file:PATH, env:NAME, command:LINE or prompt"

/**
 * slw_secret_reference_check:
 * @reference: a text
 * @error: return location
 *
 * Reads nothing. The message does not repeat @reference, which may be the secret itself.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID when it has none of the four forms
 */
gboolean slw_secret_reference_check (const char *reference, GError **error);

/**
 * slw_secret_reference_read:
 * @reference: `file:PATH`, `env:NAME`, `command:LINE` or `prompt`
 * @folder: folder that a relative PATH starts at
 * @what: what the secret is, for a prompt and for messages
 * @error: return location
 *
 * One newline at the end of the value is removed. A file that others can read or write is refused. LINE is split into
 * words as a shell does it, and run without a shell.
 *
 * Returns: (transfer full): the secret, or %NULL with %SLW_ERROR_INVALID (or %SLW_ERROR_CANCELLED by Ctrl-C)
 */
SlwSecret *slw_secret_reference_read (const char *reference, const char *folder, const char *what, GError **error);

G_END_DECLS
