/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-manifest.h"

#include <slipway/slw-error.h>

#include <string.h>

#define HEAD "slipway-backup 1\nid 1\nrun r\nserver main\ntime 5\n"
#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FILE_LINE "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a -\n"
#define FOLDER_LINE "d plain 0755 0 0 root root 5 0 - /etc -\n"

static SlwBackupEntry *
add (SlwBackupManifest *manifest, char type, const char *path)
{
  SlwBackupEntry *entry = g_new0 (SlwBackupEntry, 1);

  entry->type = type;
  entry->path = g_strdup (path);
  entry->mode = 0640;
  entry->user = g_strdup ("root");
  entry->group = g_strdup ("");
  if (slw_backup_entry_has_content (entry))
    entry->digest = g_strdup (DIGEST);
  if (type == 'l')
    entry->target = g_strdup ("-");
  g_ptr_array_add (manifest->entries, entry);
  return entry;
}

static void
test_round_trip (void)
{
  g_autoptr (SlwBackupManifest) manifest = slw_backup_manifest_new ("1", "run 1", "ma\nin", 7);
  g_autoptr (SlwBackupManifest) read = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  add (manifest, 'l', "/etc/z");
  add (manifest, 'f', "/etc/a b%\303\251\n")->secret = TRUE;
  add (manifest, 'f', "/etc/list")->attributes = g_strdup ("acl user::rw-\nxattr user.a 0saGk=\n");
  add (manifest, 'f', "/etc/twice");
  add (manifest, 'd', "/etc/twice");
  slw_backup_manifest_sort (manifest);
  text = slw_backup_manifest_to_text (manifest);
  read = slw_backup_manifest_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  again = slw_backup_manifest_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpstr (read->server, ==, "ma\nin");
  g_assert_cmpuint (read->entries->len, ==, 4);
  g_assert_cmpstr (slw_backup_manifest_find (read, "/etc/list")->attributes, ==,
                   "acl user::rw-\nxattr user.a 0saGk=\n");
  g_assert_true (slw_backup_manifest_find (read, "/etc/a b%\303\251\n")->secret);
  g_assert_cmpint (slw_backup_manifest_find (read, "/etc/twice")->type, ==, 'd');
  g_assert_cmpstr (slw_backup_manifest_find (read, "/etc/z")->target, ==, "-");
  g_assert_null (slw_backup_manifest_find (read, "/etc/y"));
}

static const char *const bad[] = {
  "",
  "slipway-backup 2\nid 1\nrun r\nserver main\ntime 5\nend 0\n",
  HEAD,
  HEAD "end 1\n",
  HEAD "end 0",
  HEAD "end 0\n\n",
  HEAD FILE_LINE FOLDER_LINE "end 2\n",
  HEAD FOLDER_LINE FOLDER_LINE "end 2\n",
  HEAD "x plain 0644 0 0 root root 5 0 - /etc/a -\nend 1\n",
  HEAD "f open 0644 0 0 root root 5 0 " DIGEST " /etc/a -\nend 1\n",
  HEAD "f plain 0944 0 0 root root 5 0 " DIGEST " /etc/a -\nend 1\n",
  HEAD "f plain 0644 -1 0 root root 5 0 " DIGEST " /etc/a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 abc /etc/a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 - /etc/a -\nend 1\n",
  HEAD "d plain 0755 0 0 root root 5 0 " DIGEST " /etc -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/../a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " etc/a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc//a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a%00 -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a b\nend 1\n",
  HEAD "l plain 0777 0 0 root root 5 0 - /etc/a -\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a - more\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a - acl%20user::rw-\nend 1\n",
  HEAD "f plain 0644 0 0 root root 5 0 " DIGEST " /etc/a - acl%20user::rw-%0A more\nend 1\n",
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u", i);
    g_assert_null (slw_backup_manifest_parse (bad[i], strlen (bad[i]), &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

static void
test_good (void)
{
  static const char text[] = HEAD FOLDER_LINE FILE_LINE "end 2\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupManifest) manifest = slw_backup_manifest_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (manifest->entries->len, ==, 2);
  g_assert_cmpuint (slw_backup_manifest_get_bytes (manifest), ==, 0);
  g_assert_null (slw_backup_manifest_parse (text, strlen (text) + 1, NULL)); /* a NUL */
}

static void
test_paths (void)
{
  g_assert_true (slw_backup_path_is_clean ("/etc/bm.d/..a"));
  g_assert_false (slw_backup_path_is_clean ("/"));
  g_assert_false (slw_backup_path_is_clean ("/etc/"));
  g_assert_false (slw_backup_path_is_clean ("/.."));
  g_assert_false (slw_backup_path_is_clean ("/./a"));
  g_assert_null (slw_backup_unescape ("a%"));
  g_assert_null (slw_backup_unescape ("a b"));
  g_assert_null (slw_backup_unescape (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup-manifest/round-trip", test_round_trip);
  g_test_add_func ("/backup-manifest/bad", test_bad);
  g_test_add_func ("/backup-manifest/good", test_good);
  g_test_add_func ("/backup-manifest/paths", test_paths);
  return g_test_run ();
}
