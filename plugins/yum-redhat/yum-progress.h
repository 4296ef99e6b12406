/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/family.h"

G_BEGIN_DECLS

/**
 * yum_progress_parse:
 * @line: a line of dnf's standard output
 * @progress: (out): how far it is; its text is the caller's
 *
 * dnf counts what it fetched, `(3/8): NAME.rpm …`, and what it did, `Installing : NAME 3/8`.
 *
 * Returns: whether the line tells
 */
gboolean yum_progress_parse (const char *line, PackagesProgress *progress);

G_END_DECLS
