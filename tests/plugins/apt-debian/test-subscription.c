/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "subscription.h"

#include "apt-test.h"

static Subscription *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  Subscription *subscription = subscription_parse (text, strlen (text), FALSE, &error);

  g_assert_no_error (error);
  return subscription;
}

static void
assert_rendered (const char *text, const char *keyring, const char *expected)
{
  g_autoptr (Subscription) subscription = parse (text);
  g_autofree char *rendered = subscription_render (subscription, keyring);

  g_assert_cmpstr (rendered, ==, expected);
}

static void
test_render (void)
{
  assert_rendered ("# header\n#  spaces \n\ndeb https://pkg.example.org/p4thOfAcme/ ./\n", "/k.gpg",
                   "# header\n#  spaces \n\ndeb [signed-by=/k.gpg] https://pkg.example.org/p4thOfAcme/ ./\n");
  assert_rendered ("deb https://pkg.example.org/p4thOfAcme ./", NULL, "deb https://pkg.example.org/p4thOfAcme ./\n");
  assert_rendered ("deb [ arch=amd64 Signed-By=/old ]  https://pkg.example.org/p4thOfAcme bookworm main # x\n"
                   "deb-src https://pkg.example.org/p4thOfAcme bookworm main\n",
                   "/k.gpg",
                   "deb [arch=amd64 signed-by=/k.gpg] https://pkg.example.org/p4thOfAcme bookworm main # x\n"
                   "deb-src [signed-by=/k.gpg] https://pkg.example.org/p4thOfAcme bookworm main\n");
}

static void
test_addresses (void)
{
  g_autoptr (Subscription) subscription
      = parse ("# a\ndeb https://a.example.org/x ./\ndeb file:///var/spool/packages ./\n");
  GPtrArray *addresses = subscription_get_addresses (subscription);

  g_assert_cmpuint (addresses->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (addresses, 0), ==, "https://a.example.org/x");
  g_assert_cmpstr (g_ptr_array_index (addresses, 1), ==, "file:///var/spool/packages");
}

static void
assert_hidden (const char *text)
{
  g_autofree char *redacted = slw_redact (text);

  g_assert_nonnull (strstr (redacted, "[secret]"));
}

static void
test_hidden (void)
{
  g_autofree char *plain = NULL;
  g_autoptr (Subscription) subscription
      = parse ("deb https://joe:passw0rd@pkg.example.org/0af1b2c3d4/debian/4.1/x ./\n");

  g_assert_nonnull (subscription);
  assert_hidden ("Err https://joe:passw0rd@pkg.example.org/0af1b2c3d4/debian/4.1/x ./ InRelease");
  assert_hidden ("Err https://pkg.example.org/0af1b2c3d4/debian");
  assert_hidden ("pkg.example.org_0af1b2c3d4_debian_4.1_x_dists");
  assert_hidden ("user joe:passw0rd");
  /* what stands in any address is no secret */
  plain = slw_redact ("https://pkg.example.org/debian 4.1 x");
  g_assert_cmpstr (plain, ==, "https://pkg.example.org/debian 4.1 x");
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "*no deb line*" },
    { "# only comments\n", "*no deb line*" },
    { "PK\003\004", "*line 1 is neither*" },
    { "#\nhello secretword\n", "*line 2 is neither a comment nor a deb line" },
    { "deb\n", "*line 1: there is no address" },
    { "deb https://a.example.org/x\n", "*no suite*" },
    { "deb [arch=amd64 https://a.example.org/x ./\n", "*no ]*" },
    { "deb [trusted=yes] https://a.example.org/x ./\n", "*trusted would switch off*" },
    { "deb [arch=amd64 allow-insecure=yes] https://a.example.org/x ./\n", "*allow-insecure would*" },
    { "deb [Check-Valid-Until=no] https://a.example.org/x ./\n", "*check-valid-until would*" },
    { "deb http://a.example.org/x ./\n", "*plain http*allow-http*" },
    { "deb ftp://a.example.org/x ./\n", "*neither https nor file*" },
    { "debug https://a.example.org/x ./\n", "*line 1 is neither*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (subscription_parse (cases[i].text, strlen (cases[i].text), FALSE, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    if (!g_pattern_match_simple (cases[i].message, error->message))
      g_error ("“%s” is not “%s”", error->message, cases[i].message);
    g_assert_null (strstr (error->message, "secretword"));
    g_assert_null (strstr (error->message, "example.org"));
  }
}

static void
test_binary_and_http (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;
  const char *http = "deb http://a.example.org/x ./\n";
  g_autoptr (Subscription) allowed = subscription_parse (http, strlen (http), TRUE, &none);

  g_assert_no_error (none);
  g_assert_nonnull (allowed);
  g_assert_null (subscription_parse ("deb\0x", 5, FALSE, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subscription/render", test_render);
  g_test_add_func ("/subscription/addresses", test_addresses);
  g_test_add_func ("/subscription/hidden", test_hidden);
  g_test_add_func ("/subscription/refused", test_refused);
  g_test_add_func ("/subscription/binary-and-http", test_binary_and_http);
  return g_test_run ();
}
