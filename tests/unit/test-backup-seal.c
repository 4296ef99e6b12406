/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-seal.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-prune.h"
#include "tests/unit/backup-kit.h"

#define LIMIT (1024 * 1024)

static SlwBackupStore *
open_store (BackupKit *kit)
{
  g_autofree char *folder = backup_kit_dup_path (kit, "store");
  g_autoptr (GError) error = NULL;
  SlwBackupStore *store = slw_backup_store_open (folder, "lab", &error);

  g_assert_no_error (error);
  return store;
}

static char *
take (BackupKit *kit, SlwBackupStore *store, gint64 time, GError **error)
{
  static const char *const secrets[] = { "*/two", NULL };
  g_autofree char *state = backup_kit_dup_path (kit, "state");
  g_autofree char *keys = backup_kit_dup_path (kit, "keys");
  const SlwBackupRecipients recipients = { NULL, keys };
  SlwBackupTaking taking = { kit->archive, state, NULL, "main", "run", NULL, time, LIMIT, secrets, &recipients };
  SlwBackupTaken taken;
  char *id;

  if (!slw_backup_take (store, &taking, &taken, error))
    return NULL;
  id = g_strdup (taken.manifest->id);
  slw_backup_manifest_free (taken.manifest);
  return id;
}

static void
set_up (BackupKit *kit, gconstpointer data)
{
  backup_kit_set_up (kit, data);
  backup_kit_run (kit, "age-keygen -o key 2>/dev/null; age-keygen -y key >keys; age-keygen -o other 2>/dev/null; "
                       "printf 'packages\\ta 1\\nend\\n' >state; echo hunter2 >tree/etc/sub/two");
  backup_kit_pack (kit, "-C tree etc");
}

/* The store has neither a name nor a digest of what is in it; with the key all of it is there again, and then gone. */
static void
test_round (BackupKit *kit, gconstpointer data)
{
  SlwBackupStore *store = open_store (kit);
  g_autofree char *key = backup_kit_dup_path (kit, "key");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = take (kit, store, 100, &error);
  g_autoptr (SlwBackupManifest) manifest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const SlwBackupEntry *entry;

  g_assert_no_error (error);
  backup_kit_run (kit, "! grep -rqe hunter2 -e etc/sub -e \"$(sha256sum <tree/etc/sub/two | cut -c1-64)\" store; "
                       "test -z \"$(find store -type d ! -perm 0700 -o -type f ! -perm 0600)\"; "
                       "test -z \"$(find store/platforms/lab/objects store/platforms/lab/staging -type f)\"");
  manifest = slw_backup_load (store, "main", NULL, key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (manifest->id, ==, id);
  entry = slw_backup_manifest_find (manifest, "/etc/sub/two");
  g_assert_true (entry->secret);
  bytes = slw_backup_store_read_bytes (store, entry->digest, entry->size, &error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hunter2\n", 8);
  g_assert_nonnull (slw_backup_manifest_find (manifest, SLW_BACKUP_STATE "/packages"));
  slw_backup_store_free (store);
  /* without Slipway */
  backup_kit_run (kit, "mkdir out; age -d -i key store/platforms/lab/servers/main/*.age | tar -xC out; "
                       "tar -xzOf out/archive.tar.gz etc/sub/two | grep -q hunter2");
}

/* Who was killed left what it had opened; who is still at work is left alone. */
static void
test_stale (BackupKit *kit, gconstpointer data)
{
  g_autofree char *runtime = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  g_autofree char *key = backup_kit_dup_path (kit, "key");
  SlwBackupStore *store = open_store (kit);
  SlwBackupStore *other = open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = take (kit, store, 100, &error);
  g_autoptr (SlwBackupManifest) first = NULL;
  g_autoptr (SlwBackupManifest) second = NULL;

  g_assert_no_error (error);
  backup_kit_run (kit, "mkdir -p slipway-opened-dead/x; ln -s tree slipway-opened-link");
  g_setenv ("XDG_RUNTIME_DIR", kit->folder, TRUE);
  first = slw_backup_load (store, "main", id, key, &error);
  g_assert_no_error (error);
  second = slw_backup_load (other, "main", id, key, &error);
  g_assert_no_error (error);
  backup_kit_run (kit,
                  "test ! -e slipway-opened-dead; test -e tree/etc; test $(ls -d slipway-opened-?????? | wc -l) = 2");
  slw_backup_store_free (store);
  slw_backup_store_free (other);
  backup_kit_run (kit, "test $(ls -d slipway-opened-* | wc -l) = 1"); /* the link */
  if (runtime != NULL)
    g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  else
    g_unsetenv ("XDG_RUNTIME_DIR");
}

static void
test_refused (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autofree char *other = backup_kit_dup_path (kit, "other");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = take (kit, store, 100, &error);

  g_assert_no_error (error);
  g_assert_null (slw_backup_load (store, "main", id, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "--identity"));
  g_clear_error (&error);
  g_assert_null (slw_backup_load (store, "main", id, other, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_clear_error (&error);
  /* rot is found before the key is used */
  backup_kit_run (
      kit, "printf x | dd of=$(ls store/platforms/lab/servers/main/*.age) bs=1 seek=300 conv=notrunc 2>/dev/null");
  g_assert_null (slw_backup_load (store, "main", id, other, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
}

/* A key that is none: nothing is there then that could be taken for a backup. */
static void
test_bad_key (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GError) error = NULL;

  backup_kit_run (kit, "echo age1nonsense >keys");
  g_assert_null (take (kit, store, 100, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  backup_kit_run (kit, "test -z \"$(find store -type f ! -name lock)\"");
}

/* Old ones and halves go; one of another kind with the same id is replaced. */
static void
test_prune (BackupKit *kit, gconstpointer data)
{
  g_autoptr (SlwBackupStore) store = open_store (kit);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (SlwBackupSummary) summary = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autofree char *id = take (kit, store, 100 + i, &error);

    g_assert_no_error (error);
  }
  backup_kit_run (kit, "echo half >store/platforms/lab/servers/main/19700101T000009Z.age");
  g_assert_cmpint (slw_backup_store_prune (store, "main", 2, 1000, &error), ==, 1);
  ids = slw_backup_store_list (store, "main");
  g_assert_cmpuint (ids->len, ==, 2);
  backup_kit_run (kit, "test $(ls store/platforms/lab/servers/main | wc -l) = 4");
  summary = slw_backup_store_load_summary (store, "main", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (summary->time, ==, 102);
  g_assert_cmpuint (summary->sealed, >, 300000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-seal/round", BackupKit, NULL, set_up, test_round, backup_kit_tear_down);
  g_test_add ("/backup-seal/stale", BackupKit, NULL, set_up, test_stale, backup_kit_tear_down);
  g_test_add ("/backup-seal/refused", BackupKit, NULL, set_up, test_refused, backup_kit_tear_down);
  g_test_add ("/backup-seal/bad-key", BackupKit, NULL, set_up, test_bad_key, backup_kit_tear_down);
  g_test_add ("/backup-seal/prune", BackupKit, NULL, set_up, test_prune, backup_kit_tear_down);
  return g_test_run ();
}
