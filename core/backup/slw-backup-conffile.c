/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-conffile.h"

#include <string.h>

static const char *const trees[]
    = { SLW_BACKUP_CONFFILE_DEFAULT "/", SLW_BACKUP_CONFFILE_LIVE "/", SLW_BACKUP_CONFFILE_NEW "/" };
static const char *const suffixes[] = { ".dpkg-dist", ".dpkg-new", ".ucf-dist", ".ucf-new", ".rpmnew", ".rpmsave" };

gboolean
slw_backup_conffile_is_one (const char *path)
{
  return g_str_equal (path, SLW_BACKUP_CONFFILES) || g_str_has_prefix (path, SLW_BACKUP_CONFFILES "/");
}

char *
slw_backup_conffile_dup_path (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (trees); i++) {
    if (g_str_has_prefix (path, trees[i]))
      return g_strdup (path + strlen (trees[i]) - 1);
  }
  return g_strdup (path);
}

char *
slw_backup_conffile_dup_edited (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    if (g_str_has_suffix (path, suffixes[i]))
      return g_strndup (path, strlen (path) - strlen (suffixes[i]));
  }
  return g_strdup (path);
}
