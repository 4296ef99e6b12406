/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwBackupMember:
 * @name: name in the bundle
 * @path: path of the file
 */
typedef struct {
  const char *name;
  char *path;
} SlwBackupMember;

/**
 * slw_backup_bundle_write:
 * @fd: where to
 * @members: (array length=count): files; one that is not there is left out
 * @count: how many
 * @error: return location
 *
 * Returns: whether a plain tar archive of these files was written
 */
gboolean slw_backup_bundle_write (int fd, const SlwBackupMember *members, guint count, GError **error);

/**
 * slw_backup_bundle_read:
 * @path: a bundle
 * @members: (array length=count): where the content of each goes
 * @count: how many
 * @error: return location
 *
 * Returns: whether it was one, with no other members
 */
gboolean slw_backup_bundle_read (const char *path, const SlwBackupMember *members, guint count, GError **error);

G_END_DECLS
