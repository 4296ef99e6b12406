/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-bundle.h"

#include <slipway/slw-error.h>

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

typedef struct archive Bundle;
typedef struct archive_entry BundleEntry;

static void
bundle_free (Bundle *bundle)
{
  archive_free (bundle);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bundle, bundle_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BundleEntry, archive_entry_free)

static gboolean
fail (GError **error, const char *what, const char *detail)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: %s", what, detail != NULL ? detail : "no reason is known");
  return FALSE;
}

static gboolean
fail_writing (Bundle *bundle, GError **error)
{
  int code = archive_errno (bundle);

  return fail (error, "cannot write it down", code > 0 ? g_strerror (code) : archive_error_string (bundle));
}

static gboolean
copy_in (Bundle *bundle, int fd, const SlwBackupMember *member, GError **error)
{
  g_autofree char *buffer = g_malloc (BLOCK);
  g_autoptr (BundleEntry) entry = archive_entry_new ();
  struct stat data;
  gssize n;

  if (fstat (fd, &data) != 0)
    return fail (error, member->path, g_strerror (errno));
  archive_entry_set_pathname (entry, member->name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, data.st_mtime, 0);
  archive_entry_set_size (entry, data.st_size);
  if (archive_write_header (bundle, entry) != ARCHIVE_OK)
    return fail_writing (bundle, error);
  while ((n = read (fd, buffer, BLOCK)) > 0) {
    if (archive_write_data (bundle, buffer, (size_t) n) != n)
      return fail_writing (bundle, error);
  }
  return n == 0 || fail (error, member->path, g_strerror (errno));
}

gboolean
slw_backup_bundle_write (int fd, const SlwBackupMember *members, guint count, GError **error)
{
  g_autoptr (Bundle) bundle = archive_write_new ();

  archive_write_set_format_pax_restricted (bundle);
  if (archive_write_open_fd (bundle, fd) != ARCHIVE_OK)
    return fail_writing (bundle, error);
  for (guint i = 0; i < count; i++) {
    int from = g_open (members[i].path, O_RDONLY | O_CLOEXEC, 0);
    gboolean good;

    if (from < 0 && errno == ENOENT)
      continue;
    good = from >= 0 ? copy_in (bundle, from, &members[i], error) : fail (error, members[i].path, g_strerror (errno));
    if (from >= 0)
      close (from);
    if (!good)
      return FALSE;
  }
  return archive_write_close (bundle) == ARCHIVE_OK || fail_writing (bundle, error);
}

static gboolean
copy_out (Bundle *bundle, BundleEntry *entry, const SlwBackupMember *members, guint count, GError **error)
{
  const char *name = archive_entry_pathname (entry);

  for (guint i = 0; name != NULL && i < count; i++) {
    int fd;
    int rc;

    if (!g_str_equal (name, members[i].name))
      continue;
    fd = g_open (members[i].path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
      return fail (error, members[i].path, g_strerror (errno));
    rc = archive_read_data_into_fd (bundle, fd);
    close (fd);
    return rc == ARCHIVE_OK || fail (error, members[i].path, archive_error_string (bundle));
  }
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "there is something in it that no backup has");
  return FALSE;
}

gboolean
slw_backup_bundle_read (const char *path, const SlwBackupMember *members, guint count, GError **error)
{
  g_autoptr (Bundle) bundle = archive_read_new ();
  BundleEntry *entry;
  int rc;

  archive_read_support_format_tar (bundle);
  if (archive_read_open_filename (bundle, path, BLOCK) != ARCHIVE_OK)
    return fail (error, "what was encrypted is no archive", archive_error_string (bundle));
  while ((rc = archive_read_next_header (bundle, &entry)) == ARCHIVE_OK) {
    if (!copy_out (bundle, entry, members, count, error))
      return FALSE;
  }
  return rc == ARCHIVE_EOF || fail (error, "what was encrypted is no archive", archive_error_string (bundle));
}
