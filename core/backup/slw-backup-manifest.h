/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLW_BACKUP_ENTRIES_MAX 200000

/* What is in no file stands below this, which is no path of a server. */
#define SLW_BACKUP_STATE "/@state"

/**
 * SlwBackupEntry:
 * @type: `f` file, `d` folder, `l` symbolic link, `s` state that is in no file (its path is its name)
 * @secret: whether its content is not to be shown
 * @mode: permission bits
 * @uid: number of the owner
 * @gid: number of the group
 * @user: name of the owner, empty when unknown
 * @group: name of the group, empty when unknown
 * @mtime: seconds since 1970
 * @size: bytes
 * @digest: (nullable): SHA-256 of the content in hexadecimal, of files and state
 * @path: absolute path
 * @target: (nullable): where a link points
 * @attributes: (nullable): access control lists and extended attributes: lines `acl TEXT`, `default TEXT`, `xattr NAME VALUE`
 *   with the value as setfattr(1) takes it, in this order, names sorted
 */
typedef struct {
  char type;
  gboolean secret;
  guint mode;
  guint64 uid;
  guint64 gid;
  char *user;
  char *group;
  gint64 mtime;
  guint64 size;
  char *digest;
  char *path;
  char *target;
  char *attributes;
} SlwBackupEntry;

/**
 * slw_backup_entry_free:
 * @entry: (transfer full): an entry
 */
void slw_backup_entry_free (SlwBackupEntry *entry);

/**
 * slw_backup_entry_has_content:
 * @entry: an entry
 *
 * Returns: whether an object holds its content
 */
gboolean slw_backup_entry_has_content (const SlwBackupEntry *entry);

/**
 * SlwBackupManifest:
 * @id: of the backup: the time in UTC, or `live`
 * @run: of the run that made it
 * @server: name of the server
 * @time: seconds since 1970
 * @entries: (element-type SlwBackupEntry): sorted by path, each once
 */
typedef struct {
  char *id;
  char *run;
  char *server;
  gint64 time;
  GPtrArray *entries;
} SlwBackupManifest;

/**
 * slw_backup_manifest_new:
 * @id: id of the backup
 * @run: id of the run
 * @server: name of the server
 * @time: seconds since 1970
 *
 * Returns: (transfer full): a manifest without entries
 */
SlwBackupManifest *slw_backup_manifest_new (const char *id, const char *run, const char *server, gint64 time);

/**
 * slw_backup_manifest_free:
 * @manifest: (transfer full): a manifest
 */
void slw_backup_manifest_free (SlwBackupManifest *manifest);

/**
 * slw_backup_manifest_sort:
 * @manifest: a manifest
 *
 * Sorts the entries by path; of several with the same, the last that was added stays, as with tar.
 */
void slw_backup_manifest_sort (SlwBackupManifest *manifest);

/**
 * slw_backup_manifest_find:
 * @manifest: a sorted manifest
 * @path: a path
 *
 * Returns: (transfer none) (nullable): its entry
 */
const SlwBackupEntry *slw_backup_manifest_find (const SlwBackupManifest *manifest, const char *path);

/**
 * slw_backup_manifest_get_bytes:
 * @manifest: a manifest
 *
 * Returns: the sum of the sizes of its entries
 */
guint64 slw_backup_manifest_get_bytes (const SlwBackupManifest *manifest);

/**
 * slw_backup_manifest_to_text:
 * @manifest: a sorted manifest
 *
 * Returns: (transfer full): the text that slw_backup_manifest_parse() reads
 */
char *slw_backup_manifest_to_text (const SlwBackupManifest *manifest);

/**
 * slw_backup_manifest_parse:
 * @text: any bytes
 * @length: how many
 * @error: return location
 *
 * Returns: (transfer full): the manifest, or %NULL with %SLW_ERROR_INVALID when anything about it is odd: a path that is not
 *   clean, entries out of order, a count that does not fit
 */
SlwBackupManifest *slw_backup_manifest_parse (const char *text, gsize length, GError **error);

/**
 * slw_backup_path_is_clean:
 * @path: a path
 *
 * Returns: whether it is absolute, without empty components, `.` and `..`, and not too long
 */
gboolean slw_backup_path_is_clean (const char *path);

/**
 * slw_backup_escape:
 * @text: any bytes, ending with a NUL
 *
 * Returns: (transfer full): one word of ASCII, with `%XX` for what is none; `-` for nothing
 */
char *slw_backup_escape (const char *text);

/**
 * slw_backup_unescape:
 * @word: a word
 *
 * Returns: (transfer full) (nullable): what slw_backup_escape() was given, %NULL when @word is none of its
 */
char *slw_backup_unescape (const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwBackupEntry, slw_backup_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwBackupManifest, slw_backup_manifest_free)

G_END_DECLS
