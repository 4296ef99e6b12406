/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * slw_plan_difference:
 * @before: a document `slipway.plan/1`; it may be any JSON, what is missing in it counts as no change
 * @now: another one
 *
 * What one plan would change and the other one would not, for people: a line each, `-` for what only @before has and `+` for
 * what only @now has, without a line break at the end. Twenty lines at the most, then how many more there are.
 *
 * Returns: (transfer full): the lines; empty when there is no difference
 */
char *slw_plan_difference (JsonNode *before, JsonNode *now);

G_END_DECLS
