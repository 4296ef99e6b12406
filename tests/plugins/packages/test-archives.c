/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archives.h"

#include <slipway/slw-error.h>

#include "apt-family.h"

#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FOLDER "/var/cache/apt/archives/"

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Archives) self = archives_parse (
      &apt_family, "F " DIGEST " " FOLDER "postfix_3.7_amd64.deb\nB " FOLDER "a_1%3a2_all.deb\nM b=1\nX end 0\n",
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (self->files->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (self->files, 0), ==, DIGEST "=" FOLDER "postfix_3.7_amd64.deb");
  g_assert_cmpstr (g_ptr_array_index (self->damaged, 0), ==, FOLDER "a_1%3a2_all.deb");
  g_assert_cmpstr (g_ptr_array_index (self->missing, 0), ==, "b=1");
}

static void
assert_formats (const char *answer, const char *files, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Archives) self = archives_parse (&apt_family, answer, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = archives_format_files (self, &error);
  g_assert_cmpstr (text, ==, files);
  if (message == NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, message);
}

static void
test_files (void)
{
  assert_formats ("X end 0\n", "", NULL);
  assert_formats ("F " DIGEST " " FOLDER "a.deb\nF " DIGEST " " FOLDER "b.deb\nX end 0\n",
                  DIGEST "=" FOLDER "a.deb " DIGEST "=" FOLDER "b.deb", NULL);
  assert_formats ("F " DIGEST " " FOLDER "a.deb\nM b=1\nM c=1\nX end 0\n", NULL,
                  "2 packages are not what the repository's index says, the first is b=1");
  assert_formats ("M b=1\nB " FOLDER "a.deb\nX end 0\n", NULL,
                  "1 packages are not what the repository's index says, the first is " FOLDER "a.deb");
}

static void
test_refused (void)
{
  static const char *const answers[] = {
    "",
    "F " DIGEST " " FOLDER "a.deb\n",
    "F short " FOLDER "a.deb\nX end 0\n",
    "F " DIGEST " " FOLDER "../../../etc/passwd\nX end 0\n",
    "F " DIGEST " /etc/passwd\nX end 0\n",
    "B " FOLDER "\nX end 0\n",
    "B " FOLDER "a b\nX end 0\n",
    "Z\nX end 0\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (archives_parse (&apt_family, answers[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

/* Packages of a bundle are elsewhere, where the family says so. */
static void
test_bundle (void)
{
  static const char text[] = "W " DIGEST " /srv/bundle/bm/Packages/a-1-1.noarch.rpm\nX end 0\n";
  PackagesFamily family = apt_family;
  g_autoptr (GError) error = NULL;
  g_autoptr (Archives) refused = archives_parse (&family, text, &error);
  g_autoptr (Archives) self = NULL;

  g_assert_null (refused);
  g_clear_error (&error);
  family.bundle_archives = "/srv/bundle";
  self = archives_parse (&family, text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->wanted->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archives/parse", test_parse);
  g_test_add_func ("/archives/files", test_files);
  g_test_add_func ("/archives/refused", test_refused);
  g_test_add_func ("/archives/bundle", test_bundle);
  return g_test_run ();
}
