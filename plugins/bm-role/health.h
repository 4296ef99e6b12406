/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

#include "role.h"

G_BEGIN_DECLS

/**
 * health_new_action:
 * @data: the role
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *health_new_action (const RoleData *data);

/**
 * health_find_faults:
 * @data: the role
 * @text: output of the action
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what does not work, for people; "" when all does; %NULL with %SLW_ERROR_INVALID when
 *   @text is cut off
 */
char *health_find_faults (const RoleData *data, const char *text, GError **error);

/**
 * health_find_skew:
 * @packages: (array zero-terminated=1): `name=version` words
 * @version: (out) (transfer full) (nullable): the version, when there is exactly one
 *
 * The packages that carry the product's technical version (`4.1.47224`, `5.0.1000`) must agree; others (`11.3-bluemind99`) have
 * numbers of their own.
 *
 * Returns: (transfer full) (nullable): which packages have which versions, %NULL when there is one or none
 */
char *health_find_skew (const char *const *packages, char **version);

G_END_DECLS
