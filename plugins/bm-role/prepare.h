/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

/**
 * prepare_next:
 * @data: the role
 * @settings: the settings
 * @run: a step run of kind `role.prepare`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Checks what the role needs of the server.
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *prepare_next (
    const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
