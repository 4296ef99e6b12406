/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

G_BEGIN_DECLS

/**
 * dpkg_query_new_action:
 * @label: what it is for
 * @packages: (array zero-terminated=1): names or dpkg-query patterns
 *
 * Returns: (transfer full): `dpkg-query`, a READ action; 1, some are unknown, is an answer
 */
SlwAction *dpkg_query_new_action (const char *label, const char *const *packages);

/**
 * dpkg_query_parse:
 * @text: output of the action
 *
 * Returns: (transfer full) (element-type PackageState): the packages; lines that are none are left out
 */
GPtrArray *dpkg_query_parse (const char *text);

G_END_DECLS
