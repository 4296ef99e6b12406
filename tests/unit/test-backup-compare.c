/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-compare.h"

#include <string.h>

#define HEAD "slipway-backup 1\nid 1\nrun r\nserver main\ntime 5\n"
#define ONE "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define TWO "f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define LINE(type, mode, owner, digest, path, target) \
  type " plain " mode " 0 7 " owner " - 5 0 " digest " " path " " target "\n"

static const char backup_text[]
    = HEAD LINE ("s", "0000", "-", ONE, "/@state/packages", "-") LINE ("d", "0755", "root", "-", "/etc", "-")
        LINE ("f", "0644", "root", ONE, "/etc/a%20b", "-") LINE ("d", "0750", "bm", "-", "/etc/gone", "-")
            LINE ("f", "0600", "root", ONE, "/etc/gone/x", "-") LINE ("l", "0777", "root", "-", "/etc/link", "a")
                LINE ("f", "0644", "root", ONE, "/etc/same", "-") "end 7\n";
static const char live_text[] = HEAD LINE ("s", "0000", "-", TWO, "/@state/packages", "-")
    LINE ("d", "0755", "root", "-", "/etc", "-") LINE ("f", "0644", "root", TWO, "/etc/a%20b", "-")
        LINE ("l", "0777", "root", "-", "/etc/link", "b") LINE ("f", "0644", "root", ONE, "/etc/new", "-")
            LINE ("f", "0644", "root", ONE, "/etc/same", "-") "end 6\n";

typedef struct {
  SlwBackupManifest *backup;
  SlwBackupManifest *live;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backup = slw_backup_manifest_parse (backup_text, strlen (backup_text), NULL);
  fixture->live = slw_backup_manifest_parse (live_text, strlen (live_text), NULL);
  g_assert_nonnull (fixture->backup);
  g_assert_nonnull (fixture->live);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slw_backup_manifest_free (fixture->backup);
  slw_backup_manifest_free (fixture->live);
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  static const char *const one[] = { "/etc/gone", NULL };
  g_autoptr (GPtrArray) all = slw_backup_compare (fixture->backup, fixture->live, NULL);
  g_autoptr (GPtrArray) some = slw_backup_compare (fixture->backup, fixture->live, one);
  g_autoptr (GPtrArray) none = slw_backup_compare (fixture->backup, fixture->backup, NULL);

  g_assert_cmpuint (all->len, ==, 6);
  g_assert_cmpuint (some->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (((SlwBackupDifference *) g_ptr_array_index (some, 0))->after);
  g_assert_false (slw_backup_is_selected ("/etc/gone2", one));
}

static void
test_operations (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) contents = NULL;
  g_autofree char *text = slw_backup_dup_operations (fixture->backup, fixture->live, NULL, &contents);

  g_assert_cmpstr (text, ==,
                   "file 0644 root:7 0 /etc/a%20b\nfolder 0750 bm:7 /etc/gone\nfile 0600 root:7 1 /etc/gone/x\n"
                   "link a /etc/link\nextra /etc/new\n");
  g_assert_cmpuint (contents->len, ==, 2);
}

/* The folder above it is made, too. */
static void
test_one_file (Fixture *fixture, gconstpointer data)
{
  static const char *const one[] = { "/etc/gone/x", NULL };
  g_autoptr (GPtrArray) contents = NULL;
  g_autofree char *text = slw_backup_dup_operations (fixture->backup, fixture->live, one, &contents);

  g_assert_cmpstr (text, ==, "folder 0750 bm:7 /etc/gone\nfile 0600 root:7 0 /etc/gone/x\n");
}

/* What only the server has goes; what comes into a folder that hands a list down gets exactly its own. */
static void
test_attributes (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { "/etc/gone", "/etc/same", "/etc", NULL };
  g_autoptr (GPtrArray) contents = NULL;
  g_autofree char *text = NULL;

  ((SlwBackupEntry *) g_ptr_array_index (fixture->live->entries, 1))->attributes
      = g_strdup ("xattr user.x 0s\n"); /* /etc */
  ((SlwBackupEntry *) g_ptr_array_index (fixture->backup->entries, 3))->attributes = g_strdup ("default u\n");
  ((SlwBackupEntry *) g_ptr_array_index (fixture->backup->entries, 6))->attributes = g_strdup ("acl u\n");
  text = slw_backup_dup_operations (fixture->backup, fixture->live, paths, &contents);
  g_assert_cmpstr (text, ==,
                   "folder 0755 root:7 /etc\nattributes remove%20user.x%0A /etc\nfile 0644 root:7 0 /etc/a%20b\n"
                   "folder 0750 bm:7 /etc/gone\nattributes default%20u%0A /etc/gone\n"
                   "file 0600 root:7 1 /etc/gone/x\nattributes - /etc/gone/x\nlink a /etc/link\nextra /etc/new\n"
                   "file 0644 root:7 2 /etc/same\nattributes acl%20u%0A /etc/same\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/backup-compare/compare", Fixture, NULL, set_up, test_compare, tear_down);
  g_test_add ("/backup-compare/operations", Fixture, NULL, set_up, test_operations, tear_down);
  g_test_add ("/backup-compare/one-file", Fixture, NULL, set_up, test_one_file, tear_down);
  g_test_add ("/backup-compare/attributes", Fixture, NULL, set_up, test_attributes, tear_down);
  return g_test_run ();
}
