/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-archive.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/backup-kit.h"

#define LIMIT (1024 * 1024)
#define ATTRIBUTES                                                                       \
  "acl user::rw-,group::---,other::---,user:nobody:r--,mask::rw-\nxattr user.a 0sb25l\n" \
  "xattr user.b 0sdHdv\n"

static const SlwBackupEntry *
find (GPtrArray *entries, const char *path)
{
  for (guint i = 0; i < entries->len; i++) {
    const SlwBackupEntry *entry = g_ptr_array_index (entries, i);

    if (g_str_equal (entry->path, path))
      return entry;
  }
  return NULL;
}

static void
test_read (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "one\n", -1);

  backup_kit_pack (kit, "-C tree --owner=alice:1234 --group=bob:2345 ./etc");
  entries = slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (find (entries, "/etc")->type, ==, 'd');
  g_assert_cmpstr (find (entries, "/etc/one")->digest, ==, digest);
  g_assert_cmpstr (find (entries, "/etc/other")->digest, ==, digest); /* a hard link */
  g_assert_cmpuint (find (entries, "/etc/other")->size, ==, 4);
  g_assert_cmpstr (find (entries, "/etc/link")->target, ==, "one");
  g_assert_cmpuint (find (entries, "/etc/sub/two")->mode, ==, 0600);
  g_assert_cmpstr (find (entries, "/etc/sub/two")->user, ==, "alice");
  g_assert_cmpuint (find (entries, "/etc/sub/two")->gid, ==, 2345);
  g_assert_null (find (entries, "/etc/pipe"));
}

/* Names that a hostile server could send. */
static void
test_hostile (BackupKit *kit, gconstpointer data)
{
  static const char *const options[] = {
    "-P -C tree/etc ../etc/one",
    "-P -C tree --transform='s,etc/one,a/../../../etc/shadow,' etc/one",
    "-P -C tree --transform='s,etc/one,etc//one,' etc/one",
    "-P -C tree --transform='s,etc/one,etc/./one,' etc/one",
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autoptr (GError) error = NULL;

    backup_kit_pack (kit, options[i]);
    g_assert_null (slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "path"));
  }
}

static void
test_bounds (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  backup_kit_pack (kit, "-C tree etc");
  g_assert_null (slw_backup_archive_read (kit->archive, 300000, NULL, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  backup_kit_run (kit, "head -c 100000 archive >cut; mv cut archive");
  g_assert_null (slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  backup_kit_run (kit, "rm archive");
  g_assert_null (slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static GOutputStream *
open_memory (const SlwBackupEntry *entry, gpointer user_data, GError **error)
{
  GOutputStream **stream = user_data;

  if (!g_str_equal (entry->path, "/etc/sub/two"))
    return NULL;
  *stream = g_memory_output_stream_new_resizable ();
  return g_object_ref (*stream);
}

static void
test_content (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  backup_kit_pack (kit, "-C tree etc");
  entries = slw_backup_archive_read (kit->archive, LIMIT, open_memory, &stream, NULL);
  g_assert_nonnull (entries);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)), "two\n", 4);
}

/* Lists and attributes of any file system, as GNU tar writes them down, and back out. */
static void
test_attributes (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  backup_kit_run (
      kit, "printf 'latin' >\"$(printf 'tree/etc/\\351')\"; python3 - <<'END'\n"
           "import tarfile\n"
           "entry = tarfile.TarInfo('etc/acl')\n"
           "entry.pax_headers = {'SCHILY.acl.access': 'user::rw-,group::---,user:nobody:r--,mask::rw-,other::---',\n"
           "  'SCHILY.xattr.user.b': 'two', 'SCHILY.xattr.user.a': 'one', 'SCHILY.xattr.trusted.x': 'no'}\n"
           "with tarfile.open('archive', 'w', format=tarfile.PAX_FORMAT) as archive: archive.addfile(entry)\n"
           "END\n");
  entries = slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (find (entries, "/etc/acl")->attributes, ==, ATTRIBUTES);
  g_assert_cmpuint (find (entries, "/etc/acl")->mode, ==, 0660); /* the mask, as stat says it */
  g_ptr_array_unref (entries);
  backup_kit_pack (kit, "--format=posix -C tree etc");
  entries = slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (find (entries, "/etc/one")->attributes);
  g_assert_nonnull (find (entries, "/etc/\351")); /* names are bytes */
}

/* A small archive that would fill the memory. */
static void
test_many_attributes (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  backup_kit_run (kit, "python3 - <<'END'\n"
                       "import tarfile\n"
                       "with tarfile.open('archive', 'w:gz', format=tarfile.PAX_FORMAT) as archive:\n"
                       "  for number in range(300):\n"
                       "    entry = tarfile.TarInfo('etc/%d' % number)\n"
                       "    entry.pax_headers = {'SCHILY.xattr.user.a': 'x' * 60000}\n"
                       "    archive.addfile(entry)\n"
                       "END\n");
  g_assert_null (slw_backup_archive_read (kit->archive, LIMIT, NULL, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "attributes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-archive/read", BackupKit, NULL, backup_kit_set_up, test_read, backup_kit_tear_down);
  g_test_add ("/backup-archive/hostile", BackupKit, NULL, backup_kit_set_up, test_hostile, backup_kit_tear_down);
  g_test_add ("/backup-archive/bounds", BackupKit, NULL, backup_kit_set_up, test_bounds, backup_kit_tear_down);
  g_test_add ("/backup-archive/content", BackupKit, NULL, backup_kit_set_up, test_content, backup_kit_tear_down);
  g_test_add ("/backup-archive/attributes", BackupKit, NULL, backup_kit_set_up, test_attributes, backup_kit_tear_down);
  g_test_add ("/backup-archive/many-attributes", BackupKit, NULL, backup_kit_set_up, test_many_attributes,
              backup_kit_tear_down);
  return g_test_run ();
}
