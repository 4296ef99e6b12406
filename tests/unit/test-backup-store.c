/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-store.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-prune.h"
#include "tests/unit/backup-kit.h"

static SlwBackupStore *
open_store (BackupKit *kit)
{
  g_autofree char *folder = backup_kit_dup_path (kit, "store");
  g_autoptr (GError) error = NULL;
  SlwBackupStore *store = slw_backup_store_open (folder, "../lab", &error);

  g_assert_no_error (error);
  return store;
}

static char *
add_object (SlwBackupStore *store, const char *text)
{
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) stream = slw_backup_store_add (store, digest, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, &error));
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  return digest;
}

/* A backup with one file. */
static void
add_backup (SlwBackupStore *store, const char *server, gint64 time, const char *text)
{
  g_autofree char *id = slw_backup_store_new_id (store, server, time);
  g_autoptr (SlwBackupManifest) manifest = slw_backup_manifest_new (id, "run", server, time);
  SlwBackupEntry *entry = g_new0 (SlwBackupEntry, 1);
  g_autoptr (GError) error = NULL;

  entry->type = 'f';
  entry->path = g_strdup ("/etc/a");
  entry->size = strlen (text);
  entry->digest = add_object (store, text);
  g_ptr_array_add (manifest->entries, entry);
  g_assert_true (slw_backup_store_write_manifest (store, manifest, &error));
  g_assert_no_error (error);
}

static void
test_objects (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autofree char *digest = add_object (store, "content");
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

static void
test_prune (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *old = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "old", -1);
  g_autofree char *shared = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "shared", -1);

  add_backup (store, "main", 1000, "old");
  add_backup (store, "main", 2000, "shared");
  add_backup (store, "main", 3000, "new");
  add_backup (store, "main", 3000, "newer"); /* in the same second */
  add_backup (store, "shard", 1000, "shared");
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

/* Who adds keeps out who prunes, and not who adds, too. */
static void
test_lock (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (SlwBackupStore) other = open_store (kit);
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
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (SlwBackupManifest) newest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_backup_store_load (store, "main", NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  add_backup (store, "main", 1000, "old");
  add_backup (store, "main", 2000, "new");
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
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (SlwBackupManifest) manifest = NULL;
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  add_backup (store, "main", 1000, "content");
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
  } tests[] = { { "objects", test_objects }, { "prune", test_prune }, { "lock", test_lock },
                { "load", test_load },       { "stage", test_stage }, { "no-folder", test_no_folder } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/backup-store/", tests[i].name, NULL);

    g_test_add (path, BackupKit, NULL, backup_kit_set_up, tests[i].test, backup_kit_tear_down);
  }
  return g_test_run ();
}
