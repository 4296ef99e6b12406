/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-age.h"

#include <slipway/slw-error.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/backup-kit.h"

static SlwBackupRecipients
make_keys (BackupKit *kit)
{
  g_autofree char *path = backup_kit_dup_path (kit, "keys");

  backup_kit_run (kit, "age-keygen -o one.key 2>/dev/null; age-keygen -o two.key 2>/dev/null; "
                       "{ echo '# ours'; age-keygen -y one.key; } >keys");
  return (SlwBackupRecipients){ NULL, g_steal_pointer (&path) };
}

static GBytes *
convert (BackupKit *kit, const SlwBackupRecipients *to, const char *identity, const char *name, GError **error)
{
  g_autofree char *path = backup_kit_dup_path (kit, name);
  g_autofree char *key = identity != NULL ? backup_kit_dup_path (kit, identity) : NULL;
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autofree char *digest = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  int fd = g_open (path, O_RDONLY, 0);
  guint64 size = 0;

  if (to != NULL ? !slw_backup_age_encrypt (to, fd, output, &size, &digest, error)
                 : !slw_backup_age_decrypt (key, fd, output, error))
    return NULL;
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (to != NULL) {
    g_assert_cmpstr (digest, ==, found);
    g_assert_cmpuint (size, ==, g_bytes_get_size (bytes));
  }
  return g_steal_pointer (&bytes);
}

static void
test_round (BackupKit *kit, gconstpointer data)
{
  SlwBackupRecipients to = make_keys (kit);
  g_autofree char *large = backup_kit_dup_path (kit, "tree/etc/large");
  g_autofree char *secret = backup_kit_dup_path (kit, "secret.age");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = convert (kit, &to, NULL, "tree/etc/large", &error);
  g_autoptr (GBytes) opened = NULL;
  g_autofree char *content = NULL;
  gsize length;

  g_assert_no_error (error);
  g_file_set_contents (secret, g_bytes_get_data (sealed, NULL), (gssize) g_bytes_get_size (sealed), NULL);
  opened = convert (kit, NULL, "one.key", "secret.age", &error);
  g_assert_no_error (error);
  g_file_get_contents (large, &content, &length, NULL);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), content, length);
  g_assert_null (convert (kit, NULL, "two.key", "secret.age", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "no identity matched"));
  g_assert_null (strstr (error->message, "report"));
  g_free (to.file);
}

/* What can be wrong with a key, and what could be an option. */
static void
test_bad_keys (BackupKit *kit, gconstpointer data)
{
  static const char *const bad[] = { "--output=/tmp/x", "age1", "age1qqqq", "ssh-ed25519", "AGE-SECRET-KEY-1QQ" };
  SlwBackupRecipients gone = { NULL, (char *) "/nonexistent/keys" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    char *keys[] = { (char *) bad[i], NULL };
    SlwBackupRecipients to = { keys, NULL };

    g_assert_null (convert (kit, &to, NULL, "tree/etc/one", &error));
    g_assert_nonnull (error);
    g_clear_error (&error);
  }
  g_assert_null (convert (kit, &gone, NULL, "tree/etc/one", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/keys"));
  g_assert_true (slw_backup_recipients_is_empty (NULL));
  g_assert_false (slw_backup_recipients_is_empty (&gone));
}

static void
test_no_program (BackupKit *kit, gconstpointer data)
{
  SlwBackupRecipients to = make_keys (kit);
  g_autofree char *search = g_strdup (g_getenv ("PATH"));
  g_autoptr (GError) error = NULL;

  g_setenv ("PATH", kit->folder, TRUE);
  g_assert_null (convert (kit, &to, NULL, "tree/etc/one", &error));
  g_setenv ("PATH", search, TRUE);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "install the package “age”"));
  g_free (to.file);
}

/* The process ends when what it writes has no room. */
static void
test_full (BackupKit *kit, gconstpointer data)
{
  SlwBackupRecipients to = make_keys (kit);
  g_autofree char *path = backup_kit_dup_path (kit, "tree/etc/large");
  char room[1000];
  g_autoptr (GOutputStream) output = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;
  guint64 size;

  g_assert_false (slw_backup_age_encrypt (&to, g_open (path, O_RDONLY, 0), output, &size, &digest, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_free (to.file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-age/round", BackupKit, NULL, backup_kit_set_up, test_round, backup_kit_tear_down);
  g_test_add ("/backup-age/bad-keys", BackupKit, NULL, backup_kit_set_up, test_bad_keys, backup_kit_tear_down);
  g_test_add ("/backup-age/no-program", BackupKit, NULL, backup_kit_set_up, test_no_program, backup_kit_tear_down);
  g_test_add ("/backup-age/full", BackupKit, NULL, backup_kit_set_up, test_full, backup_kit_tear_down);
  return g_test_run ();
}
