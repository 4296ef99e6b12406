/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/base/slw-secret-private.h"

static void
test_value (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("s3cret-value", -1);
  gsize length;

  g_assert_cmpstr (slw_secret_peek (secret, &length), ==, "s3cret-value");
  g_assert_cmpuint (length, ==, 12);
}

static void
test_redact (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("pa\"ss/w\\ord", -1);
  g_autofree char *plain = slw_redact ("<pa\"ss/w\\ord>");
  g_autofree char *json = slw_redact ("{\"p\":\"pa\\\"ss/w\\\\ord\"}");
  g_autofree char *json_slashes = slw_redact ("pa\\\"ss\\/w\\\\ord");
  g_autofree char *percent = slw_redact ("https://x/?p=pa%22ss%2Fw%5Cord");
  g_autofree char *base64_of = g_base64_encode ((const guchar *) "pa\"ss/w\\ord", 11);
  g_autofree char *base64 = slw_redact (base64_of);

  g_assert_cmpstr (plain, ==, "<[secret]>");
  g_assert_cmpstr (json, ==, "{\"p\":\"[secret]\"}");
  g_assert_cmpstr (json_slashes, ==, "[secret]");
  g_assert_cmpstr (percent, ==, "https://x/?p=[secret]");
  g_assert_cmpstr (base64, ==, "[secret]");
  g_assert_null (slw_redact (NULL));
}

/* A secret that is part of another must not leave the rest of the longer one in the open. */
static void
test_longest_first (void)
{
  g_autofree char *text = NULL;

  slw_secret_hide ("inner-token");
  slw_secret_hide ("outer-inner-token-rest");
  text = slw_redact ("x outer-inner-token-rest inner-token");
  g_assert_cmpstr (text, ==, "x [secret] [secret]");
}

static void
test_lines (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("# short\ndeb https://host/Zx81-secret-path bookworm main\n", -1);
  g_autofree char *text = slw_redact ("Err: deb https://host/Zx81-secret-path bookworm main (401)\n# short");

  g_assert_cmpstr (text, ==, "Err: [secret] (401)\n# short");
}

/* Too short to be blotted out without ruining every text, but kept. */
static void
test_short (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("abc", -1);
  g_autofree char *text = slw_redact ("abc");

  g_assert_cmpstr (text, ==, "abc");
  g_assert_cmpstr (slw_secret_peek (secret, NULL), ==, "abc");
}

/* What a server says is escaped before it is shown; so is the secret in it. */
static void
test_escaped (void)
{
  const char *value = "tab\rand\x07 bell\xff";
  g_autoptr (SlwSecret) secret = slw_secret_new (value, -1);
  g_autofree char *escaped = slw_text_escape (value, -1);
  g_autofree char *text = g_strconcat ("it is ", escaped, ".", NULL);
  g_autofree char *clean = slw_redact (text);

  g_assert_cmpstr (escaped, !=, value);
  g_assert_cmpstr (clean, ==, "it is [secret].");
}

/* Half of a secret is found at a cut, from six bytes on; a whole one is left to the redactor. */
static void
test_cut (void)
{
  slw_secret_hide ("correct-horse");
  g_assert_cmpuint (slw_secret_measure_end ("it is corre", 11), ==, 0);
  g_assert_cmpuint (slw_secret_measure_end ("it is correc", 12), ==, 6);
  g_assert_cmpuint (slw_secret_measure_end ("it is correct-hors", 18), ==, 12);
  g_assert_cmpuint (slw_secret_measure_end ("it is correct-horse", 19), ==, 0);
  g_assert_cmpuint (slw_secret_measure_start ("horse", 5), ==, 0);
  g_assert_cmpuint (slw_secret_measure_start ("-horse is it", 12), ==, 6);
  g_assert_cmpuint (slw_secret_measure_start ("orrect-horse", 12), ==, 12);
  g_assert_cmpuint (slw_secret_measure_start ("", 0), ==, 0);
}

/* A secret of several lines comes line by line: the newline is a cut, too. */
static void
test_cut_at_line (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("first-\nsecond", -1);

  g_assert_cmpuint (slw_secret_measure_end ("it is first-\n", 13), ==, 7);
  g_assert_cmpuint (slw_secret_measure_start ("\nsecond it is", 13), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/value", test_value);
  g_test_add_func ("/secret/redact", test_redact);
  g_test_add_func ("/secret/longest-first", test_longest_first);
  g_test_add_func ("/secret/lines", test_lines);
  g_test_add_func ("/secret/short", test_short);
  g_test_add_func ("/secret/escaped", test_escaped);
  g_test_add_func ("/secret/cut", test_cut);
  g_test_add_func ("/secret/cut-at-line", test_cut_at_line);
  return g_test_run ();
}
