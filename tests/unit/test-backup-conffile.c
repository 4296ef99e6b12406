/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-conffile.h"

static void
test_paths (void)
{
  static const struct {
    const char *entry;
    const char *path;
    const char *edited;
    gboolean is_one;
  } cases[] = {
    { "/@conffiles/default/etc/a", "/etc/a", "/etc/a", TRUE },
    { "/@conffiles/live/etc/a.rpmnew.d/b", "/etc/a.rpmnew.d/b", "/etc/a.rpmnew.d/b", TRUE },
    { "/@conffiles/new/etc/a.dpkg-dist", "/etc/a.dpkg-dist", "/etc/a", TRUE },
    { "/@conffiles/new/etc/a.rpmsave", "/etc/a.rpmsave", "/etc/a", TRUE },
    { "/@conffiles/new", "/@conffiles/new", "/@conffiles/new", TRUE },
    { "/@conffiles", "/@conffiles", "/@conffiles", TRUE },
    { "/@conffiles2/new/x", "/@conffiles2/new/x", "/@conffiles2/new/x", FALSE },
    { "/etc/b.ucf-dist", "/etc/b.ucf-dist", "/etc/b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = slw_backup_conffile_dup_path (cases[i].entry);
    g_autofree char *edited = slw_backup_conffile_dup_edited (path);

    g_assert_cmpstr (path, ==, cases[i].path);
    g_assert_cmpstr (edited, ==, cases[i].edited);
    g_assert_cmpint (slw_backup_conffile_is_one (cases[i].entry), ==, cases[i].is_one);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup-conffile/paths", test_paths);
  return g_test_run ();
}
