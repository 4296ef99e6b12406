/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-subscription.h"

#include <string.h>

#include "yum-test.h"

static char *
read_text (const char *text, gboolean allow_http, const char *keyring, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);

  return yum_subscription_read (text, strlen (text), allow_http, keyring, addresses, error);
}

static void
test_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = read_text (SUBSCRIPTION, FALSE, "/k.asc", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (out, ==,
                   "# BlueMind subscription\n# Customer: Laboratory\n[bm]\ngpgcheck=1\nrepo_gpgcheck=1\n"
                   "gpgkey=file:///k.asc\nmodule_hotfixes=1\nname=BlueMind\n"
                   "baseurl=https://pkg.lab.test/s3cretPath0815/rpm\nenabled=1\n");
}

static void
test_without_key (void)
{
  const char *text
      = "# a\n[bm]\nbaseurl = https://pkg.lab.test/s3cretPath0815/a\n  https://pkg.lab.test/s3cretPath0815/b\n"
        "gpgkey=https://a.example.org/key\n";
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *out = yum_subscription_read (text, strlen (text), FALSE, NULL, addresses, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, text);
  g_assert_cmpuint (addresses->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (addresses, 1), ==, "https://pkg.lab.test/s3cretPath0815/b");
}

static void
test_hidden (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = read_text (
      "[bm]\nbaseurl=https://pkg.example.org/9f1e2d3c4b/rpm\nusername=joe77\npassword=geheim88\n", FALSE, NULL, &error);
  g_autofree char *redacted = slw_redact ("joe77 geheim88 9f1e2d3c4b pkg.example.org");

  g_assert_no_error (error);
  g_assert_cmpstr (redacted, ==, "[secret] [secret] [secret] pkg.example.org");
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    const char *keyring;
    const char *message;
  } cases[] = {
    { "", NULL, "*no baseurl*" },
    { "PK\003\004", NULL, "line 1 is neither*" },
    { "name=secretword\n", NULL, "line 1 is neither*" },
    { "[bm]\nhello secretword\n", NULL, "line 2 is neither*" },
    { "[bm]\nbaseurl=https://a.example.org/x\ngpgcheck=0\n", NULL, "line 3: *gpgcheck would switch off*keyring*" },
    { "[bm]\nsslverify = False\nbaseurl=https://a.example.org/x\n", "/k", "line 2: *sslverify would switch off*" },
    { "[bm]\nbaseurl=http://a.example.org/x\n", "/k", "line 2: *plain http*allow-http=true in ?yum-redhat]*" },
    { "[bm]\nmirrorlist=ftp://a.example.org/x\n", "/k", "line 2: *neither https nor file" },
    { "[bm]\nbaseurl=https://a.example.org/x\n  ftp://b.example.org/x\n", "/k", "line 3: *neither https nor file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_text (cases[i].text, FALSE, cases[i].keyring, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    if (!g_pattern_match_simple (cases[i].message, error->message))
      g_error ("“%s” is not “%s”", error->message, cases[i].message);
    g_assert_null (strstr (error->message, "secretword"));
    g_assert_null (strstr (error->message, "example.org"));
  }
}

static void
test_http (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = read_text ("[bm]\nbaseurl=http://a.example.org/x\n", TRUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-subscription/key", test_key);
  g_test_add_func ("/yum-subscription/without-key", test_without_key);
  g_test_add_func ("/yum-subscription/hidden", test_hidden);
  g_test_add_func ("/yum-subscription/refused", test_refused);
  g_test_add_func ("/yum-subscription/http", test_http);
  return g_test_run ();
}
