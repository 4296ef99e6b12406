/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archives.h"

G_BEGIN_DECLS

/**
 * Spool:
 *
 * What a folder has of the packages that it was asked for, each under its digest. The scripts answer with `D digest bytes` for
 * each, `B digest` for one with another content, `S bytes` for the space that is left; the last line is `X end 0`.
 */
typedef struct {
  GHashTable *sizes; /* digest → guint64 */
  guint refused;     /* had another content */
  guint64 space;     /* bytes that are left, 0: not said */
} Spool;

/**
 * SpoolFile:
 *
 * A package of a list of "DIGEST=PATH".
 */
typedef struct {
  char *digest;
  char *path;
} SpoolFile;

/**
 * spool_parse:
 * @text: what a script printed
 * @error: return location
 *
 * Returns: (transfer full): what is there, or %NULL with %SLW_ERROR_INVALID when the answer is cut off or makes no sense
 */
Spool *spool_parse (const char *text, GError **error);

/**
 * spool_free:
 * @self: (transfer full): what is there
 */
void spool_free (Spool *self);

/**
 * spool_sum:
 * @self: what is there
 * @files: (element-type SpoolFile): files
 *
 * Returns: their bytes, as far as they are there
 */
guint64 spool_sum (const Spool *self, GPtrArray *files);

/**
 * spool_read_files:
 * @words: (array zero-terminated=1): `DIGEST=PATH`, checked
 *
 * Returns: (transfer full) (element-type SpoolFile): the files
 */
GPtrArray *spool_read_files (const char *const *words);

/**
 * spool_new_look:
 * @effect: READ: sizes only; CACHE: the folder is made, and digests are looked at
 * @folder: of the controller
 * @files: (element-type SpoolFile): which
 *
 * Returns: (transfer full): an action on the controller
 */
SlwAction *spool_new_look (SlwEffect effect, const char *folder, GPtrArray *files);

/**
 * spool_set_lines:
 * @action: takes the files as its standard input
 * @files: (element-type SpoolFile): a line each
 * @paths: whether the path follows the digest
 */
void spool_set_lines (SlwAction *action, GPtrArray *files, gboolean paths);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Spool, spool_free)

G_END_DECLS
