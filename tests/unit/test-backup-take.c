/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-take.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/backup-kit.h"

static SlwBackupManifest *
take (BackupKit *kit, SlwBackupStore *store, gint64 time, guint *added, GError **error)
{
  static const char *const secrets[] = { "*/two", NULL };
  g_autofree char *state = backup_kit_dup_path (kit, "state");
  SlwBackupTaking taking = { kit->archive, state, NULL, "main", "run", NULL, time, 1024 * 1024, secrets };
  SlwBackupTaken taken;

  if (!slw_backup_take (store, &taking, &taken, error))
    return NULL;
  *added = taken.added;
  return taken.manifest;
}

static SlwBackupStore *
open_store (BackupKit *kit)
{
  g_autofree char *folder = backup_kit_dup_path (kit, "store");
  g_autoptr (GError) error = NULL;
  SlwBackupStore *store = slw_backup_store_open (folder, "lab", &error);

  g_assert_no_error (error);
  return store;
}

static void
test_take (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupManifest) first = NULL;
  g_autoptr (SlwBackupManifest) second = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const SlwBackupEntry *entry;
  guint added;

  backup_kit_pack (kit, "-C tree etc");
  backup_kit_run (kit, "printf 'packages\\ta 1\\nholds\\tb\\npackages\\tc 2\\nend\\n' >state");
  first = take (kit, store, 100, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 5); /* one and other are the same */
  g_assert_true (slw_backup_manifest_find (first, "/etc/sub/two")->secret);
  g_assert_false (slw_backup_manifest_find (first, "/etc/one")->secret);
  entry = slw_backup_manifest_find (first, SLW_BACKUP_STATE "/packages");
  bytes = slw_backup_store_read_bytes (store, entry->digest, entry->size, &error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a 1\nc 2\n", 8);
  backup_kit_run (kit, "echo changed >tree/etc/one");
  backup_kit_pack (kit, "-C tree etc");
  second = take (kit, store, 100, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 1);
  g_assert_cmpstr (second->id, !=, first->id);
  /* private, whatever the umask */
  backup_kit_run (kit, "test -z \"$(find store -type d ! -perm 0700 -o -type f ! -perm 0600)\"");
}

/* A content that the disk has lost is written again, not believed. */
static void
test_heals (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupManifest) first = NULL;
  g_autoptr (SlwBackupManifest) second = NULL;
  guint added;

  backup_kit_pack (kit, "-C tree etc");
  backup_kit_run (kit, "echo end >state");
  first = take (kit, store, 100, &added, &error);
  g_assert_no_error (error);
  backup_kit_run (kit, "for f in store/platforms/lab/objects/*/*; do echo rot >\"$f\"; done");
  g_assert_false (slw_backup_store_check (store, slw_backup_manifest_find (first, "/etc/one")->digest, 4, NULL));
  second = take (kit, store, 200, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 3);
  g_assert_true (slw_backup_store_check (store, slw_backup_manifest_find (second, "/etc/one")->digest, 4, &error));
}

/* What came is cut off, or is no state: there is no backup then. */
static void
test_bad (BackupKit *kit, gconstpointer data)
{
  static const char *const states[] = { "printf 'a\\tb\\n' >state", "printf 'a\\nend\\n' >state", ": >state",
                                        "printf 'a/b\\tc\\nend\\n' >state", "printf '..\\tc\\nend\\n' >state" };
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GPtrArray) ids = NULL;
  guint added;

  backup_kit_pack (kit, "-C tree etc");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GError) error = NULL;

    backup_kit_run (kit, states[i]);
    g_assert_null (take (kit, store, 100, &added, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
  ids = slw_backup_store_list (store, "main");
  g_assert_cmpuint (ids->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-take/take", BackupKit, NULL, backup_kit_set_up, test_take, backup_kit_tear_down);
  g_test_add ("/backup-take/heals", BackupKit, NULL, backup_kit_set_up, test_heals, backup_kit_tear_down);
  g_test_add ("/backup-take/bad", BackupKit, NULL, backup_kit_set_up, test_bad, backup_kit_tear_down);
  return g_test_run ();
}
