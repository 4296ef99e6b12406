/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-text.h>

#include <string.h>

static void
test_escape (void)
{
  static const struct {
    const char *in;
    gssize length;
    const char *out;
  } cases[] = {
    { "plain\ttext\n", -1, "plain\ttext\n" },
    { "\033[31mred", -1, "\\x1b[31mred" },
    { "a\rb\bc\177", -1, "a\\x0db\\x08c\\x7f" },
    { "caf\xc3\xa9", -1, "caf\xc3\xa9" },
    { "bad\xff\xc3", -1, "bad\\xff\\xc3" },
    { "nul\0in", 6, "nul\\x00in" },
    { "\xc2\x9b"
      "31m",
      -1, "\\u009b31m" }, /* C1 control: CSI in one character */
    { "a\xe2\x80\xae"
      "b",
      -1, "a\\u202eb" }, /* right-to-left override */
    { NULL, 0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *out = slw_text_escape (cases[i].in, cases[i].length);

    g_assert_cmpstr (out, ==, cases[i].out);
    g_assert_true (g_utf8_validate (out, -1, NULL));
  }
}

static void
test_last_lines (void)
{
  g_autofree char *two = slw_text_last_lines ("a\nb\nc\n", 2);
  g_autofree char *all = slw_text_last_lines ("a\nb", 5);
  g_autofree char *none = slw_text_last_lines (NULL, 5);
  g_autofree char *blank = slw_text_last_lines ("\n\n", 5);

  g_assert_cmpstr (two, ==, "b\nc");
  g_assert_cmpstr (all, ==, "a\nb");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (blank, ==, "");
}

static void
test_closest (void)
{
  const char *const words[] = { "address", "roles", "identity", NULL };
  g_autofree char *huge = g_strnfill (100000, 'a');

  g_assert_cmpstr (slw_text_closest ("adress", words), ==, "address");
  g_assert_cmpstr (slw_text_closest ("role", words), ==, "roles");
  g_assert_null (slw_text_closest ("zzzzzz", words));
  g_assert_null (slw_text_closest (huge, words));
  g_assert_null (slw_text_closest ("x", words + 3));
}

/* What was quoted must come out of a real sh as it went in. */
static void
test_shell_quote (void)
{
  const char *argv[]
      = { "printf", "%s|", "", "a b", "$HOME", "`id`", "it's", "\"", "\\", "*", "a\nb", "x=y", "-n", NULL };
  g_autofree char *line = slw_text_shell_quote (argv);
  const char *const sh[] = { "sh", "-c", line, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) sh, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "|a b|$HOME|`id`|it's|\"|\\|*|a\nb|x=y|-n|");
}

static void
test_shell_quote_assignment (void)
{
  const char *argv[] = { "A=b", "c", NULL };
  g_autofree char *line = slw_text_shell_quote (argv);

  g_assert_cmpstr (line, ==, "'A=b' c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/escape", test_escape);
  g_test_add_func ("/text/last-lines", test_last_lines);
  g_test_add_func ("/text/closest", test_closest);
  g_test_add_func ("/text/shell-quote", test_shell_quote);
  g_test_add_func ("/text/shell-quote-assignment", test_shell_quote_assignment);
  return g_test_run ();
}
