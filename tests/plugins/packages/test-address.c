/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "address.h"

#include <string.h>

#include <slipway-test/slw-harness.h>

static void
test_check (void)
{
  static const struct {
    const char *address;
    gboolean allow_http;
    const char *message; /* NULL: good */
  } cases[] = {
    { "https://a.example.org/x", FALSE, NULL },
    { "HTTPS://a.example.org/x", FALSE, NULL },
    { "file:///var/spool/packages", FALSE, NULL },
    { "http://a.example.org/x", TRUE, NULL },
    { "http://a.example.org/x", FALSE, "line 7: *plain http*allow-http=true in ?group] accepts that" },
    { "ftp://a.example.org/x", TRUE, "line 7: *neither https nor file" },
    { "nothing", TRUE, "line 7: there is no address" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (address_check (cases[i].address, 7, cases[i].allow_http, "group", &error)
                   == (cases[i].message == NULL));
    g_assert_true ((error == NULL) == (cases[i].message == NULL));
    g_assert_true (error == NULL || g_pattern_match_simple (cases[i].message, error->message));
  }
}

static void
test_hide (void)
{
  g_autofree char *redacted = NULL;

  address_hide ("https://joe:geheim99@pkg.example.org/0123abcd4567/debian/");
  redacted = slw_redact ("joe:geheim99 and 0123abcd4567 at pkg.example.org/debian");
  g_assert_cmpstr (redacted, ==, "[secret] and [secret] at pkg.example.org/debian");
}

static void
test_text (void)
{
  g_autofree char *large = g_strnfill (64 * 1024 + 1, '#');
  g_autoptr (GError) size = NULL;
  g_autoptr (GError) binary = NULL;

  g_assert_true (address_check_text ("# x\n", 4, NULL));
  g_assert_false (address_check_text (large, 64 * 1024 + 1, &size));
  g_assert_nonnull (strstr (size->message, "larger than 64 KiB"));
  g_assert_false (address_check_text ("PK\0x", 4, &binary));
  g_assert_nonnull (strstr (binary->message, "still packed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/check", test_check);
  g_test_add_func ("/address/hide", test_hide);
  g_test_add_func ("/address/text", test_text);
  return g_test_run ();
}
