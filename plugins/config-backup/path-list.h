/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PathList:
 * @patterns: (array zero-terminated=1): what to keep, with the wildcards of a shell
 * @excludes: (array zero-terminated=1): what to leave out of it
 * @secrets: (array zero-terminated=1): whose content is never shown
 *
 * What is kept of one server.
 */
typedef struct {
  char **patterns;
  char **excludes;
  char **secrets;
} PathList;

/**
 * path_list_new:
 * @text: a list: lines of a word (`all`, a role, `exclude`, `secret`) and a pattern; `#` begins a comment
 * @roles: (array zero-terminated=1): roles of the server
 * @include: (array zero-terminated=1) (nullable): patterns besides
 * @exclude: (array zero-terminated=1) (nullable): patterns to leave out besides
 * @error: return location
 *
 * Returns: (transfer full): the list for that server, or %NULL with %SLW_ERROR_INVALID when a line or a pattern is none
 */
PathList *path_list_new (
    const char *text, const char *const *roles, const char *const *include, const char *const *exclude, GError **error);

/**
 * path_list_free:
 * @self: (transfer full): a list
 */
void path_list_free (PathList *self);

/**
 * path_list_get_default:
 *
 * Returns: (transfer none): the list that came with the plugin
 */
const char *path_list_get_default (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PathList, path_list_free)

G_END_DECLS
