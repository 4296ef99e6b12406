/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-settings.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#include "core/plugin/slw-module.h"

static GType
good_type (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("SLW_ZOO"), "good.plugin", NULL);
  g_autoptr (SlwManifest) manifest = slw_manifest_load (path, NULL);

  return slw_module_get_descriptor (slw_module_open (manifest, NULL))->provides[0].get_type ();
}

static GArray *
good_types (void)
{
  GArray *types = g_array_new (FALSE, FALSE, sizeof (GType));
  GType type = good_type ();

  g_array_append_val (types, type);
  g_array_append_val (types, type);
  return types;
}

static void
test_list (void)
{
  static const char *const wanted[] = { "colour", "construct", "content",  "count", "file", "flag", "large",
                                        "number", "odd",       "password", "size",  "text", "words" };
  g_autoptr (GArray) types = good_types ();
  g_autoptr (GPtrArray) specs = slw_settings_list (types);

  g_assert_cmpuint (specs->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < specs->len; i++)
    g_assert_cmpstr (((GParamSpec *) g_ptr_array_index (specs, i))->name, ==, wanted[i]);
}

static void
test_values (void)
{
  static const char *const settings[][2] = {
    { "text", "some text" },    { "flag", "yes" },
    { "number", "-5" },         { "count", "10" },
    { "large", "-9000000000" }, { "size", "18446744073709551615" },
    { "words", "a, b c" },      { "password", "env:SECRET" },
    { "construct", "once" },    { "colour", "dark-blue" },
  };
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
  g_autoptr (GArray) types = good_types ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) object = NULL;
  g_autoptr (SlwSecret) password = NULL;
  g_autofree char *text = NULL;
  g_autofree char *construct = NULL;
  g_auto (GStrv) words = NULL;
  gboolean flag;
  int number, colour;
  guint count;
  gint64 large;
  guint64 size;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    slw_platform_set_setting (platform, "good", settings[i][0], settings[i][1]);
  /* Checking reads no secret. */
  g_unsetenv ("SECRET");
  g_assert_true (slw_settings_check ("good", types, platform, &error));
  g_assert_no_error (error);
  g_setenv ("SECRET", "sesame", TRUE);
  object = slw_settings_new_object ("good", good_type (), platform, &error);
  g_assert_no_error (error);
  g_object_get (object, "text", &text, "flag", &flag, "number", &number, "count", &count, "large", &large, "size",
                &size, "words", &words, "password", &password, "construct", &construct, "colour", &colour, NULL);
  g_assert_cmpstr (text, ==, "some text");
  g_assert_true (flag);
  g_assert_cmpint (number, ==, -5);
  g_assert_cmpuint (count, ==, 10);
  g_assert_cmpint (large, ==, -9000000000);
  g_assert_cmpuint (size, ==, G_MAXUINT64);
  g_assert_cmpstr (words[2], ==, "c");
  g_assert_cmpstr (slw_secret_peek (password, NULL), ==, "sesame");
  g_assert_cmpstr (construct, ==, "once");
  g_assert_cmpint (colour, ==, 1);
}

static void
test_none (void)
{
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
  g_autoptr (GArray) types = good_types ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) with = slw_settings_new_object ("good", good_type (), platform, &error);
  g_autoptr (GObject) without = slw_settings_new_object ("good", good_type (), NULL, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_OBJECT (with) && G_IS_OBJECT (without));
  g_assert_true (slw_settings_check ("good", types, platform, &error));
}

static void
test_bad (void)
{
  static const struct {
    const char *key;
    const char *value;
    const char *message;
    int code;
  } cases[] = {
    { "tect", "x", "platform file: [good] tect: unknown key, did you mean text?", SLW_ERROR_INVALID },
    { "completely-else", "x", "[good] completely-else: unknown key; there are colour, construct, content",
      SLW_ERROR_INVALID },
    { "heard", "x", "[good] heard: unknown key", SLW_ERROR_INVALID },
    { "flag", "maybe", "[good] flag: must be true or false", SLW_ERROR_INVALID },
    { "number", "6", "[good] number: must be a number from -5 to 5", SLW_ERROR_INVALID },
    { "number", "1x", "[good] number: must be a number from -5 to 5", SLW_ERROR_INVALID },
    { "count", "-1", "[good] count: must be a number from 1 to 10", SLW_ERROR_INVALID },
    { "size", "-1", "[good] size: must be a number from 0 to 18446744073709551615", SLW_ERROR_INVALID },
    { "colour", "green", "[good] colour: must be one of red, dark-blue", SLW_ERROR_INVALID },
    { "password", "hunter2", "[good] password: must be file:PATH", SLW_ERROR_INVALID },
    { "odd", "x", "plugin good: its property odd has the type GObject", SLW_ERROR_PLUGIN },
  };
  g_autoptr (GArray) types = good_types ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
    g_autoptr (GError) error = NULL;

    slw_platform_set_setting (platform, "good", cases[i].key, cases[i].value);
    g_assert_false (slw_settings_check ("good", types, platform, &error));
    g_assert_error (error, SLW_ERROR, cases[i].code);
    g_assert_null (strstr (error->message, "hunter2"));
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("%s: %s", cases[i].message, error->message);
  }
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) absent = NULL;
  g_autoptr (GObject) object = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GFile) file = NULL;

  slw_platform_set_setting (platform, "good", "content", "key");
  g_assert_null (slw_settings_new_object ("good", good_type (), platform, &absent));
  g_assert_error (absent, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (absent->message, "platform file: [good] content: /"));

  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  slw_platform_set_setting (platform, "good", "file", "not/there");
  object = slw_settings_new_object ("good", good_type (), platform, &error);
  g_assert_no_error (error);
  g_object_get (object, "content", &content, "file", &file, NULL);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), "a\0b", 3);
  g_assert_true (g_str_has_prefix (g_file_peek_path (file), folder));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_no_secret (void)
{
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/nowhere");
  g_autoptr (GError) error = NULL;

  slw_platform_set_setting (platform, "good", "password", "file:secret");
  g_assert_null (slw_settings_new_object ("good", good_type (), platform, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "platform file: [good] password: /nowhere/secret: No such file or directory");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/list", test_list);
  g_test_add_func ("/settings/values", test_values);
  g_test_add_func ("/settings/none", test_none);
  g_test_add_func ("/settings/bad", test_bad);
  g_test_add_func ("/settings/files", test_files);
  g_test_add_func ("/settings/no-secret", test_no_secret);
  return g_test_run ();
}
