/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

G_BEGIN_DECLS

/**
 * rpm_query_new_action:
 * @label: what it is for
 * @packages: (array zero-terminated=1): names, `name:architecture` or patterns
 *
 * Returns: (transfer full): `rpm -qa`, a READ action
 */
SlwAction *rpm_query_new_action (const char *label, const char *const *packages);

/**
 * rpm_query_parse:
 * @text: output of the action
 *
 * Returns: (transfer full) (element-type PackageState): the packages; lines that are none are left out
 */
GPtrArray *rpm_query_parse (const char *text);

G_END_DECLS
