/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

int slw_a_undocumented (void);

/**
 * slw_a_half:
 * @self: the object
 *
 * Says something.
 */
gboolean slw_a_half (SlwA *self, int count, GError **error);

/**
 * slw_a_name:
 * @self: the object
 *
 * Returns: its name
 */
const char *slw_a_name (SlwA *self);

/**
 * slw_a_wrong:
 */
void slw_a_other (void);
