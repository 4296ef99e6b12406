/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "trouble.h"

G_BEGIN_DECLS

/**
 * yum_trouble_parse:
 * @text: both streams of `dnf makecache`, LC_ALL=C
 * @sources: (element-type TroubleSource): the repositories, `repo 'ID` as their addresses
 *
 * The exit status tells nothing: a repository that can't be used is left out.
 *
 * Returns: (transfer full) (element-type Trouble): at most one for each file, possibly none
 */
GPtrArray *yum_trouble_parse (const char *text, GPtrArray *sources);

/**
 * yum_trouble_is_lock:
 * @result: result of a dnf or yum
 *
 * Returns: whether it failed because another process held one of the locks
 */
gboolean yum_trouble_is_lock (const SlwResult *result);

G_END_DECLS
