/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * slw_search_path_new:
 * @first: (array zero-terminated=1) (nullable): folders that come before all others (`--plugin-dir`)
 *
 * Then come those of `$SLIPWAY_PLUGIN_PATH` (separated by colons), the user's and the system's; in place of these two,
 * the build tree's when the program runs in one, so that a program is never tried with the plugins of another version.
 *
 * Returns: (transfer full) (array zero-terminated=1): absolute folders, each once; they need not exist
 */
char **slw_search_path_new (const char *const *first);

/**
 * slw_search_path_list_files:
 * @folder: a folder, which may be absent
 * @suffix: how the files' names end
 *
 * Returns: (transfer full) (element-type utf8): paths of such files in @folder and one level below it, sorted
 */
GPtrArray *slw_search_path_list_files (const char *folder, const char *suffix);

/**
 * slw_search_path_list_pipelines:
 * @folders: (array zero-terminated=1): folders of plugins
 *
 * Returns: (transfer full) (element-type utf8): paths of the `*.pipeline` files in the folders, one level below them and in
 *   `pipelines-1/` beside them, sorted by name, the first of each name only
 */
GPtrArray *slw_search_path_list_pipelines (const char *const *folders);

G_END_DECLS
