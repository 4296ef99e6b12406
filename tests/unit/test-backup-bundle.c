/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-bundle.h"

#include <slipway/slw-error.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/backup-kit.h"

static void
write_bundle (BackupKit *kit)
{
  g_autofree char *large = backup_kit_dup_path (kit, "tree/etc/large");
  g_autofree char *missing = backup_kit_dup_path (kit, "tree/etc/missing");
  g_autofree char *one = backup_kit_dup_path (kit, "tree/etc/one");
  const SlwBackupMember members[] = { { "large", large }, { "missing", missing }, { "one", one } };
  g_autoptr (GError) error = NULL;
  int fd = g_open (kit->archive, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  slw_backup_bundle_write (fd, members, G_N_ELEMENTS (members), &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
}

static gboolean
read_bundle (BackupKit *kit, const char *second, GError **error)
{
  g_autofree char *large = backup_kit_dup_path (kit, "out-large");
  g_autofree char *one = backup_kit_dup_path (kit, "out-one");
  const SlwBackupMember members[] = { { "large", large }, { second, one } };

  return slw_backup_bundle_read (kit->archive, members, G_N_ELEMENTS (members), error);
}

static void
test_round (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_bundle (kit);
  g_assert_true (read_bundle (kit, "one", &error));
  g_assert_no_error (error);
  backup_kit_run (kit, "cmp tree/etc/large out-large && cmp tree/etc/one out-one; test $(stat -c %a out-one) = 600; "
                       "tar -tf archive | grep -qx large");
}

/* Nothing is written under a name of the bundle's, and nothing is passed over. */
static void
test_bad (BackupKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_bundle (kit);
  g_assert_false (read_bundle (kit, "two", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  backup_kit_run (kit, "head -c 100000 archive >cut; mv cut archive");
  g_assert_false (read_bundle (kit, "one", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_clear_error (&error);
  backup_kit_run (kit, "rm archive");
  g_assert_false (read_bundle (kit, "one", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

/* A disk without room. */
static void
test_full (BackupKit *kit, gconstpointer data)
{
  g_autofree char *large = backup_kit_dup_path (kit, "tree/etc/large");
  const SlwBackupMember members[] = { { "large", large } };
  g_autoptr (GError) error = NULL;
  int fd = g_open ("/dev/full", O_WRONLY, 0);

  g_assert_false (slw_backup_bundle_write (fd, members, 1, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "space"));
  g_close (fd, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-bundle/round", BackupKit, NULL, backup_kit_set_up, test_round, backup_kit_tear_down);
  g_test_add ("/backup-bundle/bad", BackupKit, NULL, backup_kit_set_up, test_bad, backup_kit_tear_down);
  g_test_add ("/backup-bundle/full", BackupKit, NULL, backup_kit_set_up, test_full, backup_kit_tear_down);
  return g_test_run ();
}
