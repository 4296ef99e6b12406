/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

/**
 * verify_next:
 * @data: the role
 * @run: a step run of kind `role.verify`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Sees whether the role works on the server, and waits a while for what is still starting.
 *
 * Returns: (transfer full): what comes next, or %NULL with %SLW_ERROR_VERIFY saying what does not work
 */
SlwDirective *verify_next (const RoleData *data, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
