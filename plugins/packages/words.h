/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * words_add_all:
 * @argv: words of a command, which frees them
 * @words: (array zero-terminated=1): copied to its end
 */
void words_add_all (GPtrArray *argv, const char *const *words);

/**
 * words_end:
 * @argv: (transfer full): words of a command, not with a function that frees them
 *
 * Returns: (transfer full) (array zero-terminated=1): the words
 */
char **words_end (GPtrArray *argv);

G_END_DECLS
