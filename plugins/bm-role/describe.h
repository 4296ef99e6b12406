/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

/**
 * describe_next:
 * @data: the role
 * @settings: the settings
 * @run: a step run of kind `role.describe`
 *
 * Tells what the role consists of on this server; asks it nothing.
 *
 * Returns: (transfer full): that it is done
 */
SlwDirective *describe_next (const RoleData *data, const RoleSettings *settings, SlwStepRun *run);

G_END_DECLS
