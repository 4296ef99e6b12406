/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-facts.h>

G_BEGIN_DECLS

#define SLW_FACTS_LIMIT (1024 * 1024) /* bytes of an answer that are looked at */

/**
 * slw_facts_script:
 *
 * Reads what #SlwFacts lists, changes nothing and leaves nothing behind. Complete as root; other users see no holder of
 * a lock.
 *
 * Returns: (transfer none): a POSIX sh script without arguments, for `sh -c`
 */
const char *slw_facts_script (void);

G_END_DECLS
