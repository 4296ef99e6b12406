/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-key-file.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

static GKeyFile *
parse (const char *text, GError **error)
{
  return slw_key_file_parse (text, strlen (text), "f.ini", error);
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = parse ("# c\n\n [a] \n key = one two \nother=a\\\\b\\sc\n[b]\nkey=3\n", &error);
  g_autofree char *value = NULL;
  g_autofree char *other = NULL;
  g_autofree char *none = NULL;
  g_autofree char *no_group = NULL;

  g_assert_no_error (error);
  g_assert_true (slw_key_file_dup_value (file, "f.ini", "a", "key", &value, &error));
  g_assert_cmpstr (value, ==, "one two");
  g_assert_true (slw_key_file_dup_value (file, "f.ini", "a", "other", &other, &error));
  g_assert_cmpstr (other, ==, "a\\b c");
  g_assert_true (slw_key_file_dup_value (file, "f.ini", "a", "none", &none, &error));
  g_assert_true (slw_key_file_dup_value (file, "f.ini", "none", "none", &no_group, &error));
  g_assert_null (none);
  g_assert_null (no_group);
  g_assert_no_error (error);
}

static void
test_bad (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "[a]\nk=1\n[b]\n[a]\n", "f.ini: [a]: line 4: the group stands here a second time" },
    { "[a]\nk=1\n k =2\n", "f.ini: [a] k: line 3: the key stands here a second time" },
    { "k=1\n", "f.ini: line 1: a key before the first [group]" },
    { "[]\n", "f.ini: line 1: a group is [name] on a line of its own" },
    { "[a] x\n", "f.ini: line 1: a group is [name] on a line of its own" },
    { "[a]\n=1\n", "f.ini: line 2 is no [group], key = value or # comment" },
    { "[a]\nsecret\n", "f.ini: line 2 is no [group], key = value or # comment" },
    { "[a]\nk=\xff\n", "f.ini: line 2 is not UTF-8 text; save the file as UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cases[i].text, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (SLW_KEY_FILE_LIMIT + 1, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = NULL;

  g_assert_null (slw_key_file_parse (text, SLW_KEY_FILE_LIMIT + 1, "f.ini", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  file = slw_key_file_parse (text, SLW_KEY_FILE_LIMIT, "f.ini", &error);
  g_assert_no_error (error);
}

static void
test_check_keys (void)
{
  static const char *const known[] = { "key", "X-*", NULL };
  static const struct {
    const char *text;
    const char *message; /* NULL: good */
  } cases[] = {
    { "[a]\nkey=1\nX-y=2\n", NULL },
    { "[a]\nkex=1\n", "f.ini: [a] kex: unknown key, did you mean key?" },
    { "[a]\ncompletely=1\n", "f.ini: [a] completely: unknown key; there are key, X-*" },
    { "[a]\nkey[fr]=1\n", "f.ini: [a] key[fr]: unknown key; there are key, X-*" },
    { "[a]\nkey= \n", "f.ini: [a] key: has no value; give it one or leave the line out" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GKeyFile) file = parse (cases[i].text, &error);

    g_assert_no_error (error);
    g_assert_cmpint (slw_key_file_check_keys (file, "f.ini", "a", known, &error), ==, cases[i].message == NULL);
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
  }
}

static void
test_split (void)
{
  g_auto (GStrv) words = slw_key_file_split (" a, b;c\td ,, ");
  g_auto (GStrv) none = slw_key_file_split (NULL);
  g_autofree char *joined = g_strjoinv ("|", words);

  g_assert_cmpstr (joined, ==, "a|b|c|d");
  g_assert_null (none[0]);
}

static void
test_resolve_path (void)
{
  static const char *const cases[][2] = {
    { "/a/b", "/a/b" },
    { "b", "/f/b" },
    { "../b", "/b" },
  };
  g_autofree char *home = slw_key_file_resolve_path ("~/x", "/f");
  g_autofree char *wanted = g_build_filename (g_get_home_dir (), "x", NULL);

  g_assert_cmpstr (home, ==, wanted);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = slw_key_file_resolve_path (cases[i][0], "/f");
    g_assert_cmpstr (path, ==, cases[i][1]);
  }
}

static void
test_read (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "f", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  text = slw_key_file_read (path, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, length, "a\0b", 3);
  g_remove (path);

  /* Nobody writes to it: opening it must not wait. */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (slw_key_file_read (path, &length, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "is no file"));
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key-file/values", test_values);
  g_test_add_func ("/key-file/bad", test_bad);
  g_test_add_func ("/key-file/too-long", test_too_long);
  g_test_add_func ("/key-file/check-keys", test_check_keys);
  g_test_add_func ("/key-file/split", test_split);
  g_test_add_func ("/key-file/resolve-path", test_resolve_path);
  g_test_add_func ("/key-file/read", test_read);
  return g_test_run ();
}
