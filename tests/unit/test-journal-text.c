/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-text.h"

#include <string.h>

#include <slipway/slw-secret.h>

static void
assert_clean (const char *text, gssize length, const char *expected)
{
  g_autofree char *clean = slw_journal_text_clean (text, length);

  g_assert_cmpstr (clean, ==, expected);
}

static void
test_escape (void)
{
  assert_clean (NULL, -1, NULL);
  assert_clean ("", -1, "");
  assert_clean ("ünïcode\tand\nlines", -1, "ünïcode\tand\nlines");
  assert_clean ("\033[31mred", -1, "\\x1b[31mred");
  assert_clean ("a\0b\0", 4, "a\\x00b\\x00");
  assert_clean ("\xff\xfe", 2, "\\xff\\xfe");
  assert_clean ("abcdef", 3, "abc");
}

static void
test_secret (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("s3cret-of-the-text", -1);

  assert_clean ("a s3cret-of-the-text b", -1, "a [secret] b");
  assert_clean ("x\0s3cret-of-the-text", 20, "x\\x00[secret]");
}

/* A secret that lies across the place where a long text is cut. */
static void
test_secret_at_cut (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("QQQQQQQQ-cut-through-WWWWWWWW", -1);
  const char *value = slw_secret_peek (secret, NULL);

  for (gsize before = SLW_JOURNAL_TEXT_MOST / 2 - 160; before < SLW_JOURNAL_TEXT_MOST / 2 + 32; before++) {
    g_autoptr (GString) text = g_string_new (NULL);

    for (gsize i = 0; i < before; i++)
      g_string_append_c (text, 'a');
    g_string_append (text, value);
    for (gsize i = 0; i < SLW_JOURNAL_TEXT_MOST; i++)
      g_string_append_c (text, 'b');

    g_autofree char *clean = slw_journal_text_clean (text->str, -1);
    g_assert_null (strchr (clean, 'Q'));
    g_assert_null (strchr (clean, 'W'));
  }
}

static void
test_bound (void)
{
  for (guint shift = 0; shift < 3; shift++) {
    g_autoptr (GString) text = g_string_new (shift == 0 ? "" : shift == 1 ? "x" : "xx");

    for (gsize i = 0; i < SLW_JOURNAL_TEXT_MOST; i++)
      g_string_append (text, "€");
    g_string_append (text, "end");

    g_autofree char *clean = slw_journal_text_clean (text->str, (gssize) text->len);
    g_assert_true (g_utf8_validate (clean, -1, NULL));
    g_assert_cmpuint (strlen (clean), <=, SLW_JOURNAL_TEXT_MOST);
    g_assert_cmpuint (strlen (clean), >, SLW_JOURNAL_TEXT_MOST - 256);
    g_assert_true (g_str_has_suffix (clean, "€end"));
    g_assert_nonnull (strstr (clean, " bytes dropped]\n"));
  }

  g_autofree char *most = g_strnfill (SLW_JOURNAL_TEXT_MOST, 'x');
  assert_clean (most, -1, most);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-text/escape", test_escape);
  g_test_add_func ("/journal-text/secret", test_secret);
  g_test_add_func ("/journal-text/secret-at-cut", test_secret_at_cut);
  g_test_add_func ("/journal-text/bound", test_bound);
  return g_test_run ();
}
