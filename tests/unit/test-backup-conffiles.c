/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-conffiles.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-take.h"
#include "tests/unit/backup-kit.h"

static GString *printed;

static void
on_print (const char *text)
{
  g_string_append (printed, text);
}

static void
take (BackupKit *kit, SlwBackupStore *store, const char *id, const char *script)
{
  static const char *const secrets[] = { "*.key", NULL };
  SlwBackupTaking taking = { kit->archive, NULL, NULL, "main", "run", id, 100, 1024 * 1024, secrets };
  g_autofree char *line = g_strdup_printf ("rm -rf tree; mkdir -p tree/@conffiles; cd tree/@conffiles; "
                                           "mkdir -p default/etc live/etc new/etc; base='a\\nb\\nc\\nd\\ne\\nf\\n'; "
                                           "fresh='a\\nB\\nc\\nd\\ne\\nf\\n'; %s",
                                           script);
  SlwBackupTaken taken;
  g_autoptr (GError) error = NULL;

  backup_kit_run (kit, line);
  backup_kit_pack (kit, "-C tree @conffiles");
  slw_backup_take (store, &taking, &taken, &error);
  g_assert_no_error (error);
  slw_backup_manifest_free (taken.manifest);
}

static void
print (BackupKit *kit, const char *leftovers)
{
  g_autofree char *folder = backup_kit_dup_path (kit, "store");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBackupStore) store = slw_backup_store_open (folder, "lab", &error);
  SlwCliContext cli = { 0 };
  GPrintFunc handler;

  take (kit, store, "20260101T000000Z",
        "for f in x.conf y.conf v.conf; do printf \"$base\" >default/etc/$f; done; echo old >default/etc/z.key");
  /* after the upgrade: what the installed package brought is the new one */
  take (kit, store, "20260102T000000Z", "for f in x.conf y.conf v.conf; do printf \"$fresh\" >default/etc/$f; done");
  take (kit, store, SLW_BACKUP_LIVE, leftovers);
  g_string_truncate (printed, 0);
  handler = g_set_print_handler (on_print);
  slw_backup_conffiles_print (&cli, store, "main", NULL, &error);
  g_set_print_handler (handler);
  g_assert_no_error (error);
}

static void
assert_has (const char *part)
{
  if (strstr (printed->str, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, printed->str);
}

/* Against the default of the newest backup from before, each change told apart. */
static void
test_three_ways (BackupKit *kit, gconstpointer data)
{
  print (kit, "printf \"$fresh\" >new/etc/x.conf.dpkg-dist; printf \"${base}mine\\n\" >live/etc/x.conf");
  assert_has ("/etc/x.conf, beside it /etc/x.conf.dpkg-dist\n");
  assert_has ("old default (backup 20260101T000000Z)");
  assert_has ("-b\n+B\n");
  assert_has ("+mine\n");
  assert_has ("can be had");
  g_assert_null (strstr (printed->str, "-B"));
}

static void
test_overlap (BackupKit *kit, gconstpointer data)
{
  print (kit, "printf \"$fresh\" >new/etc/y.conf.rpmnew; printf 'a\\nours\\nc\\nd\\ne\\nf\\n' >live/etc/y.conf");
  assert_has ("-b\n+ours\n");
  assert_has ("joined by hand");
}

/* rpm replaced it: what was edited is beside the new one. */
static void
test_replaced (BackupKit *kit, gconstpointer data)
{
  print (kit, "printf \"${base}mine\\n\" >new/etc/v.conf.rpmsave; printf \"$fresh\" >live/etc/v.conf");
  assert_has ("+mine\n");
  assert_has ("+B\n");
  assert_has ("can be had");
}

static void
test_unknown (BackupKit *kit, gconstpointer data)
{
  print (kit, "printf \"$fresh\" >new/etc/w.conf.ucf-dist; printf 'password = hunter2\\n' >live/etc/w.conf; "
              "printf \"$fresh\" >new/etc/u.conf.ucf-dist; : >live/etc/u.conf");
  assert_has ("no backup has the old default");
  assert_has ("+password = [secret]");
  assert_has ("@@ -1,6 +0,0 @@"); /* an empty file is empty, not secret */
  g_assert_null (strstr (printed->str, "hunter2"));
}

static void
test_secret (BackupKit *kit, gconstpointer data)
{
  print (kit, "echo geheim >new/etc/z.key.dpkg-dist; echo anders >live/etc/z.key");
  assert_has ("holds secrets");
  g_assert_null (strstr (printed->str, "geheim"));
  g_assert_null (strstr (printed->str, "anders"));
  print (kit, ":");
  assert_has ("no configuration file has a new default beside it");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  printed = g_string_new (NULL);
  g_test_add ("/backup-conffiles/three-ways", BackupKit, NULL, backup_kit_set_up, test_three_ways,
              backup_kit_tear_down);
  g_test_add ("/backup-conffiles/overlap", BackupKit, NULL, backup_kit_set_up, test_overlap, backup_kit_tear_down);
  g_test_add ("/backup-conffiles/replaced", BackupKit, NULL, backup_kit_set_up, test_replaced, backup_kit_tear_down);
  g_test_add ("/backup-conffiles/unknown", BackupKit, NULL, backup_kit_set_up, test_unknown, backup_kit_tear_down);
  g_test_add ("/backup-conffiles/secret", BackupKit, NULL, backup_kit_set_up, test_secret, backup_kit_tear_down);
  status = g_test_run ();
  g_string_free (printed, TRUE);
  return status;
}
