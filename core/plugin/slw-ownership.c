/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-ownership.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

static gboolean
check_one (const char *path, GError **error)
{
  GStatBuf st;

  if (g_stat (path, &st) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  if (st.st_uid != 0 && st.st_uid != geteuid ()) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "%s belongs to user id %u, who could make us run anything; type: chown %u %s", path, st.st_uid,
                 geteuid (), path);
    return FALSE;
  }
  if (st.st_mode & (S_IWGRP | S_IWOTH)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "%s can be written by others, who could make us run anything; type: chmod go-w %s", path, path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_with_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return check_one (folder, error) && check_one (path, error);
}

gboolean
slw_ownership_check (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *real = realpath (path, NULL);
  gboolean good;

  if (real == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  good = check_with_folder (real, error) && check_one (folder, error);
  /* style:blocked-function realpath () allocates for the C library's free () */
  free (real);
  return good;
}
