/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "family.h"

G_BEGIN_DECLS

/**
 * Archives:
 *
 * What is in the package manager's cache of the packages of a plan. The script of a family gets `name=version` words, and answers
 * with `F digest path` (as the index says), `B path` (another content), `M name` (not there, or unknown to the index), `W digest
 * path` (not there, and what the signed index says of it, where that can be read); the last line
 * is `X end 0`.
 */
typedef struct {
  GPtrArray *files;   /* "DIGEST=PATH": as the index says; SHA-256, 64 hexadecimal digits */
  GPtrArray *damaged; /* paths */
  GPtrArray *missing; /* names */
  GPtrArray
      *wanted; /* "DIGEST=PATH" of those of them that the index knows, with the place where they would be looked for */
} Archives;

/**
 * archives_new_action:
 * @family: a family
 * @plan: packages that were fetched
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *archives_new_action (const PackagesFamily *family, const Simulation *plan);

/**
 * archives_new_removal:
 * @self: what is in the cache
 *
 * Returns: (transfer full): a CACHE action that removes what is damaged
 */
SlwAction *archives_new_removal (const Archives *self);

/**
 * archives_parse:
 * @family: a family
 * @text: what the script printed
 * @error: return location
 *
 * Returns: (transfer full): what is there, or %NULL with %SLW_ERROR_INVALID when the answer is cut off or makes no sense
 */
Archives *archives_parse (const PackagesFamily *family, const char *text, GError **error);

/**
 * archives_format_files:
 * @self: what is in the cache
 * @error: return location
 *
 * Returns: (transfer full): "DIGEST=PATH" of all the packages, separated by spaces, or %NULL with %SLW_ERROR_FAILED when one is damaged
 *   or missing
 */
char *archives_format_files (const Archives *self, GError **error);

/**
 * archives_free:
 * @self: (transfer full): what is in the cache
 */
void archives_free (Archives *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archives, archives_free)

G_END_DECLS
