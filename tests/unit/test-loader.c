/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-loader.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slipway.h>

static SlwManifest *
load_manifest (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".plugin", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("SLW_ZOO"), file, NULL);
  g_autoptr (GError) error = NULL;
  SlwManifest *manifest = slw_manifest_load (path, &error);

  g_assert_no_error (error);
  return manifest;
}

static void
test_good (void)
{
  g_autoptr (SlwManifest) manifest = load_manifest ("good");
  g_autoptr (GError) error = NULL;
  const SlwPluginDescriptor *descriptor = slw_loader_open (manifest, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (descriptor->id, ==, "good");
  g_assert_true (slw_loader_open (manifest, &error) == descriptor);
}

/* Each of the zoo that the loader refuses, and what the message says. */
static void
test_zoo (void)
{
  static const struct {
    const char *name;
    const char *message;
  } cases[] = {
    { "wrong-magic", "is no plugin of Slipway: its descriptor begins with 0x464c457f, wanted is 0x31574c53" },
    { "old-major", "was built for ABI 0.0, wanted is 1.x" },
    { "new-major", "was built for ABI 2.0, wanted is 1.x" },
    { "new-minor", "was built for ABI 1.9, this Slipway has 1.0; it needs a newer Slipway" },
    { "short-struct", "its descriptor has 12 bytes, wanted are" },
    { "lying-id", "says that it is somebody-else, its manifest says lying-id" },
    { "no-descriptor", "it has no symbol slw_plugin_descriptor" },
    { "missing-symbol", "cannot be opened: " },
    { "missing-symbol", "undefined symbol: zoo_nobody_has_this" },
    { "missing-library", "libzoo-that-is-gone.so.9: cannot open shared object file" },
    { "lying-kinds", "does not provide zoo.promised, which " },
    { "more-kinds", "provides zoo.secretly, which is not among the Kinds= of " },
    { "twice", "provides zoo.twice twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwManifest) manifest = load_manifest (cases[i].name);
    g_autofree char *prefix = g_strdup_printf ("plugin %s: %s: ", cases[i].name, manifest->module);
    g_autoptr (GError) error = NULL;

    g_assert_null (slw_loader_open (manifest, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, prefix));
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("%s: %s", cases[i].message, error->message);
  }
}

static void
test_no_module (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autoptr (SlwManifest) manifest = load_manifest ("good");
  g_autoptr (GError) absent = NULL;
  g_autoptr (GError) text = NULL;
  g_autoptr (GError) writable = NULL;

  g_free (manifest->module);
  manifest->module = g_build_filename (folder, "good.so", NULL);
  g_assert_null (slw_loader_open (manifest, &absent));
  g_assert_true (g_str_has_prefix (absent->message, "plugin good: "));
  g_assert_nonnull (strstr (absent->message, "No such file"));

  g_assert_true (g_file_set_contents (manifest->module, "#!/bin/sh\necho a script\n", -1, NULL));
  g_chmod (manifest->module, 0755);
  g_assert_null (slw_loader_open (manifest, &text));
  g_assert_error (text, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (text->message, "cannot be opened: "));
  g_assert_null (strstr (text->message, "file not found"));

  g_chmod (manifest->module, 0777);
  g_assert_null (slw_loader_open (manifest, &writable));
  g_assert_error (writable, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (writable->message, "plugin good: "));
  g_assert_nonnull (strstr (writable->message, "can be written by others"));
  g_remove (manifest->module);
  g_rmdir (folder);
}

static void
nothing (GTypeModule *module)
{
}

/* What a zoo of files cannot show well. */
static void
test_check (void)
{
  static const SlwProvide untyped[] = { { "zoo.good", NULL, 0 }, { NULL, NULL, 0 } };
  g_autoptr (SlwManifest) manifest = load_manifest ("good");
  SlwPluginDescriptor descriptor = { .magic = SLW_PLUGIN_MAGIC,
                                     .abi_major = SLW_PLUGIN_ABI_MAJOR,
                                     .abi_minor = SLW_PLUGIN_ABI_MINOR,
                                     .struct_size = sizeof (SlwPluginDescriptor) };
  static const char *const messages[]
      = { "says that it is nobody", "has no register_types", "has no get_bus_client_type", "does not provide zoo.good",
          "provides zoo.good without a type" };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (slw_loader_check (&descriptor, manifest, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
    g_assert_nonnull (strstr (error->message, messages[i]));
    if (i == 0)
      descriptor.id = "good";
    else if (i == 1)
      descriptor.register_types = nothing;
    else if (i == 2)
      descriptor.get_bus_client_type = slw_bus_client_get_type;
    else
      descriptor.provides = untyped;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader/good", test_good);
  g_test_add_func ("/loader/zoo", test_zoo);
  g_test_add_func ("/loader/no-module", test_no_module);
  g_test_add_func ("/loader/check", test_check);
  return g_test_run ();
}
