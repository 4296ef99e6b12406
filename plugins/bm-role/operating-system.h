/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-facts.h>

G_BEGIN_DECLS

/**
 * operating_system_check:
 * @facts: facts of a server
 * @version: (nullable): public version of the product ("4.9.2"), %NULL: any
 * @why: (out) (transfer full) (nullable): why not, and what would do
 *
 * Source: BlueMind's page on prerequisites, and the dates at which its sources gained and lost distributions.
 *
 * Returns: whether the product is made for this operating system
 */
gboolean operating_system_check (const SlwFacts *facts, const char *version, char **why);

/**
 * operating_system_parse_version:
 * @text: a public version
 * @major: (out): its first number
 * @minor: (out): its second number, 0 when there is none
 *
 * Returns: whether @text is a version
 */
gboolean operating_system_parse_version (const char *text, guint *major, guint *minor);

G_END_DECLS
