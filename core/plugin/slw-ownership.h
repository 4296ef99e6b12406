/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * slw_ownership_check:
 * @path: a file whose content decides what we do, or becomes a part of us
 * @error: return location
 *
 * The file, its folder, and both of where a symbolic link leads to must belong to root or to us, and only their owner may
 * write them.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID that names what to type
 */
gboolean slw_ownership_check (const char *path, GError **error);

G_END_DECLS
