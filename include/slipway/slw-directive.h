/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

G_BEGIN_DECLS

/**
 * SlwDirective:
 *
 * What a provider answers when the core asks it for what comes next. Failure has no directive: it is %NULL with an
 * error set.
 */
typedef struct _SlwDirective SlwDirective;

/**
 * slw_directive_act:
 * @action: (transfer full): do this, then ask again with its result
 *
 * Returns: (transfer full): a directive
 */
SlwDirective *slw_directive_act (SlwAction *action);

/**
 * slw_directive_wait:
 * @seconds: how long to wait before asking again, at least 1; the last result is handed over once more
 * @reason: what is being waited for, shown to the operator ("task 40 %: create server")
 *
 * Returns: (transfer full): a directive
 */
SlwDirective *slw_directive_wait (guint seconds, const char *reason);

/**
 * slw_directive_done:
 * @summary: (nullable): what was achieved or found, in a few words ("54 packages installed", "already there")
 *
 * Returns: (transfer full): a directive
 */
SlwDirective *slw_directive_done (const char *summary);

/**
 * slw_directive_free:
 * @directive: (transfer full): a directive
 */
void slw_directive_free (SlwDirective *directive);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwDirective, slw_directive_free)

G_END_DECLS
