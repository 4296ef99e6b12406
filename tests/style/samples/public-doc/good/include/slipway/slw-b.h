/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

G_BEGIN_DECLS

/**
 * slw_b_one:
 *
 * Returns: one
 */
int slw_b_one (void);

G_END_DECLS
