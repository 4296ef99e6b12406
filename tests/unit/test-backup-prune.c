/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-prune.h"

#include "tests/unit/backup-kit.h"

static void
test_prune (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = backup_kit_open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *old = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "old", -1);
  g_autofree char *shared = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "shared", -1);

  backup_kit_add_backup (store, "main", 1000, "old");
  backup_kit_add_backup (store, "main", 2000, "shared");
  backup_kit_add_backup (store, "main", 3000, "new");
  backup_kit_add_backup (store, "main", 3000, "newer"); /* in the same second */
  backup_kit_add_backup (store, "shard", 1000, "shared");
  g_assert_cmpint (slw_backup_store_prune (store, "main", 10, 9000, &error), ==, 0);
  g_assert_cmpint (slw_backup_store_prune (store, "main", 1, 1000, &error), ==, 0);
  g_assert_cmpint (slw_backup_store_prune (store, "main", 1, 2500, &error), ==, 2);
  g_assert_no_error (error);
  ids = slw_backup_store_list (store, "main");
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_false (slw_backup_store_check (store, old, 3, NULL));
  g_assert_true (slw_backup_store_check (store, shared, 6, NULL)); /* the other server's still */
  servers = slw_backup_store_list_servers (store);
  g_assert_cmpuint (servers->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (servers, 1), ==, "shard");
  /* the newest stays whatever the policy says */
  g_assert_cmpint (slw_backup_store_prune (store, "main", 0, G_MAXINT64, &error), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-prune/prune", BackupKit, NULL, backup_kit_set_up, test_prune, backup_kit_tear_down);
  return g_test_run ();
}
