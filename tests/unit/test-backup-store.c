/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-store.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/backup-kit.h"

static void
test_objects (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = backup_kit_open_store (kit);
  g_autofree char *digest = backup_kit_add_object (store, "content");
  g_autofree char *missing = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_backup_store_sync (store, &error));
  g_assert_true (slw_backup_store_check (store, digest, 7, &error));
  g_assert_no_error (error);
  g_assert_false (slw_backup_store_check (store, digest, 6, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
  g_clear_error (&error);
  g_assert_false (slw_backup_store_check (store, missing, 7, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
  backup_kit_run (kit, "test ! -e lab; test -d store/platforms/%2E.%2Flab");
}

/* Who adds keeps out who prunes, and not who adds, too. */
static void
test_lock (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = backup_kit_open_store (kit);
  g_autoptr (SlwBackupStore) other = backup_kit_open_store (kit);
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_backup_store_lock (store, FALSE, &error));
  g_assert_true (slw_backup_store_lock (other, FALSE, &error));
  backup_kit_run (kit, "! flock -n store/platforms/*/lock true");
  slw_backup_store_unlock (other);
  backup_kit_run (kit, "! flock -n store/platforms/*/lock true");
  slw_backup_store_unlock (store);
  g_assert_true (slw_backup_store_lock (store, TRUE, &error));
  backup_kit_run (kit, "! flock -n -s store/platforms/*/lock true");
  slw_backup_store_unlock (store);
  backup_kit_run (kit, "flock -n store/platforms/*/lock true");
}

static void
test_load (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = backup_kit_open_store (kit);
  g_autoptr (SlwBackupManifest) newest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_backup_store_load (store, "main", NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  backup_kit_add_backup (store, "main", 1000, "old");
  backup_kit_add_backup (store, "main", 2000, "new");
  newest = slw_backup_store_load (store, "main", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (newest->time, ==, 2000);
  g_assert_null (slw_backup_store_load (store, "main", "../../x", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  backup_kit_run (kit,
                  "for f in store/platforms/*/servers/main/19700101T001640Z.manifest; do echo broken >>\"$f\"; done");
  g_assert_null (slw_backup_store_load (store, "main", "19700101T001640Z", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static void
test_stage (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = backup_kit_open_store (kit);
  g_autoptr (SlwBackupManifest) manifest = NULL;
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  backup_kit_add_backup (store, "main", 1000, "content");
  manifest = slw_backup_store_load (store, "main", NULL, NULL);
  g_ptr_array_add (contents, g_ptr_array_index (manifest->entries, 0));
  folder = slw_backup_store_stage (store, "main", contents, &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "0", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "content");
  slw_backup_store_drop (store, "main");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_no_folder (BackupKit *kit, gconstpointer data)
{
  g_autofree char *path = backup_kit_dup_path (kit, "tree/etc/one");
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_backup_store_open (path, "lab", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, path));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (BackupKit *kit, gconstpointer data);
  } tests[] = { { "objects", test_objects },
                { "lock", test_lock },
                { "load", test_load },
                { "stage", test_stage },
                { "no-folder", test_no_folder } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/backup-store/", tests[i].name, NULL);

    g_test_add (path, BackupKit, NULL, backup_kit_set_up, tests[i].test, backup_kit_tear_down);
  }
  return g_test_run ();
}
