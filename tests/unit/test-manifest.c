/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-manifest.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#define GOOD "[Plugin]\nId=apt-debian\nVersion=1.2\nDescription=Packages by apt\n"
#define PATH "/usr/lib/slipway/plugins-1/apt-debian.plugin"

static SlwManifest *
parse (const char *text, GError **error)
{
  return slw_manifest_parse (text, strlen (text), PATH, error);
}

static void
test_everything (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwManifest) manifest = parse (
      GOOD "Kinds=packages.plan packages.install\nRoles=main, mailbox\nDepends=main-role\n"
           "Conflicts=yum-redhat;other\nBusClient=true\nModule=apt.so\nAuthors=A\nLicense=L\nWebsite=W\nX-Any=1\n"
           "[X-Vendor]\nanything=1\n",
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (manifest->id, ==, "apt-debian");
  g_assert_cmpstr (manifest->version, ==, "1.2");
  g_assert_cmpstr (manifest->description, ==, "Packages by apt");
  g_assert_cmpstr (manifest->kinds[1], ==, "packages.install");
  g_assert_cmpstr (manifest->roles[1], ==, "mailbox");
  g_assert_cmpstr (manifest->depends[0], ==, "main-role");
  g_assert_cmpstr (manifest->conflicts[1], ==, "other");
  g_assert_true (manifest->bus_client);
  g_assert_cmpstr (manifest->module, ==, "/usr/lib/slipway/plugins-1/apt.so");
  g_assert_cmpstr (manifest->path, ==, PATH);
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwManifest) manifest = parse (GOOD "Kinds=packages.plan\n", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (manifest->module, ==, "/usr/lib/slipway/plugins-1/apt-debian.so");
  g_assert_false (manifest->bus_client);
  g_assert_null (manifest->roles[0]);
}

static void
test_bad (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "has no [Plugin] group" },
    { "[plugin]\nId=x\n", "[plugin]: unknown group; there is [Plugin]" },
    { "[Plugin]\nVersion=1\n", "[Plugin]: has no Id=" },
    { "[Plugin]\nId=other\nVersion=1\n", "[Plugin] Id: other belongs in a file other.plugin" },
    { "[Plugin]\nId=../x\n", "[Plugin] Id: has lower-case letters" },
    { "[Plugin]\nId=apt-debian\nDescription=x\n", "[Plugin]: has no Version=" },
    { "[Plugin]\nId=apt-debian\nVersion=1\n", "[Plugin]: has no Description=" },
    { GOOD, "has neither Kinds= nor BusClient=true" },
    { GOOD "Kinds=packages\n", "[Plugin] Kinds: word 1 is no kind: noun.verb" },
    { GOOD "Kinds=a.b a.b\n", "[Plugin] Kinds: a.b stands twice" },
    { GOOD "Kind=a.b\n", "[Plugin] Kind: unknown key, did you mean Kinds?" },
    { GOOD "Kinds=a.b\nRoles=Main\n", "[Plugin] Roles: word 1 is no role" },
    { GOOD "Kinds=a.b\nDepends=*\n", "[Plugin] Depends: word 1 is no plugin's id" },
    { GOOD "Kinds=a.b\nBusClient=yes\n", "[Plugin] BusClient: must be true or false" },
    { GOOD "Kinds=a.b\nModule=../evil.so\n", "[Plugin] Module: must be NAME.so in the manifest's own folder" },
    { GOOD "Kinds=a.b\nModule=evil\n", "[Plugin] Module: must be NAME.so" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cases[i].text, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, PATH ": "));
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("%s: %s", cases[i].message, error->message);
  }
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "apt-debian.plugin", NULL);
  g_autofree char *module = g_build_filename (folder, "apt-debian.so", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwManifest) manifest = NULL;

  g_assert_null (slw_manifest_load (path, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, GOOD "Kinds=a.b\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0664), ==, 0);
  g_assert_null (slw_manifest_load (path, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "can be written by others"));
  g_clear_error (&error);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  manifest = slw_manifest_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (manifest->module, ==, module);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manifest/everything", test_everything);
  g_test_add_func ("/manifest/defaults", test_defaults);
  g_test_add_func ("/manifest/bad", test_bad);
  g_test_add_func ("/manifest/load", test_load);
  return g_test_run ();
}
