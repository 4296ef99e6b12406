/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "trouble.h"

G_BEGIN_DECLS

/**
 * apt_trouble_parse:
 * @text: both streams of `apt-get update`, LC_ALL=C
 * @sources: (element-type TroubleSource): the repositories
 *
 * The exit status tells too little: apt-get exits with 0 when a server can't be reached.
 *
 * Returns: (transfer full) (element-type Trouble): at most one for each file, possibly none
 */
GPtrArray *apt_trouble_parse (const char *text, GPtrArray *sources);

/**
 * apt_trouble_is_lock:
 * @text: standard error of apt-get
 *
 * Returns: whether it failed because another process held one of the locks
 */
gboolean apt_trouble_is_lock (const char *text);

G_END_DECLS
