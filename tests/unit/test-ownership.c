/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-ownership.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

typedef struct {
  char *top;
  char *folder;
  char *file;
  char *link;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->top = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  f->folder = g_build_filename (f->top, "folder", NULL);
  f->file = g_build_filename (f->folder, "file", NULL);
  f->link = g_build_filename (f->top, "link", NULL);
  g_assert_cmpint (g_mkdir (f->folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (f->file, "x", -1, NULL));
  g_assert_cmpint (g_chmod (f->file, 0644), ==, 0);
  g_assert_cmpint (symlink (f->file, f->link), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->link);
  g_remove (f->file);
  g_rmdir (f->folder);
  g_rmdir (f->top);
  g_free (f->link);
  g_free (f->file);
  g_free (f->folder);
  g_free (f->top);
}

static void
assert_refused (const char *path, const char *message, const char *command, const char *which)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *typed = command != NULL ? g_strdup_printf ("type: %s %s", command, which) : NULL;

  g_assert_false (slw_ownership_check (path, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, message));
  if (typed != NULL)
    g_assert_true (g_str_has_suffix (error->message, typed));
}

static void
test_good (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_ownership_check (f->file, &error));
  g_assert_no_error (error);
  g_assert_true (slw_ownership_check (f->link, &error));
  g_assert_no_error (error);
}

static void
test_writable (Fixture *f, gconstpointer data)
{
  static const int modes[] = { 0664, 0646, 0666 };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_chmod (f->file, modes[i]);
    assert_refused (f->file, "can be written by others", "chmod go-w", f->file);
    assert_refused (f->link, "can be written by others", "chmod go-w", f->file);
  }
  g_chmod (f->file, 0644);
  g_chmod (f->folder, 0775);
  assert_refused (f->file, "can be written by others", "chmod go-w", f->folder);
  assert_refused (f->link, "can be written by others", "chmod go-w", f->folder);
}

static void
test_folder_of_link (Fixture *f, gconstpointer data)
{
  g_chmod (f->top, 0777);
  assert_refused (f->link, "can be written by others", "chmod go-w", f->top);
}

static void
test_of_another (Fixture *f, gconstpointer data)
{
  if (geteuid () != 0 || chown (f->file, 65534, 65534) != 0) {
    g_test_skip ("only root can give a file away");
    return;
  }
  assert_refused (f->file, "belongs to user id 65534", "chown 0", f->file);
}

static void
test_absent (Fixture *f, gconstpointer data)
{
  g_remove (f->file);
  assert_refused (f->file, "No such file", NULL, NULL);
  assert_refused (f->link, "No such file", NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ownership/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/ownership/writable", Fixture, NULL, set_up, test_writable, tear_down);
  g_test_add ("/ownership/folder-of-link", Fixture, NULL, set_up, test_folder_of_link, tear_down);
  g_test_add ("/ownership/of-another", Fixture, NULL, set_up, test_of_another, tear_down);
  g_test_add ("/ownership/absent", Fixture, NULL, set_up, test_absent, tear_down);
  return g_test_run ();
}
