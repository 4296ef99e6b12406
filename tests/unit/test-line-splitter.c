/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-line-splitter.h"

#include <slipway/slw-secret.h>

#include <string.h>

static void
on_line (gboolean is_stderr, const char *line, gpointer text)
{
  g_string_append_printf (text, "%s[%s]", is_stderr ? "!" : "", line);
}

static void
test_pieces (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SlwLineSplitter *splitter = slw_line_splitter_new (on_line, text);

  slw_line_splitter_add (splitter, FALSE, "fir", 3);
  slw_line_splitter_add (splitter, TRUE, "odd\nod", 6);
  slw_line_splitter_add (splitter, FALSE, "st\n\na\0b", 7);
  g_assert_cmpstr (text->str, ==, "![odd][first][]");
  slw_line_splitter_end (splitter);
  g_assert_cmpstr (text->str, ==, "![odd][first][][ab]![od]");
  slw_line_splitter_end (splitter);
  g_assert_cmpstr (text->str, ==, "![odd][first][][ab]![od]");
  slw_line_splitter_free (splitter);
}

static void
test_limit (void)
{
  g_autofree char *large = g_strnfill (10000, 'x');
  g_autoptr (GString) text = g_string_new (NULL);
  SlwLineSplitter *splitter = slw_line_splitter_new (on_line, text);

  slw_line_splitter_add (splitter, FALSE, large, 10000);
  slw_line_splitter_add (splitter, FALSE, "\nnext\n", 6);
  g_assert_cmpuint (text->len, ==, strlen ("[][next]") + 4096);
  g_assert_true (g_str_has_suffix (text->str, "x][next]"));
  slw_line_splitter_free (splitter);
}

/* Each line has a part of it only. */
static void
test_secret_of_two_lines (void)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("horse-battery\nstaple-correct", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  SlwLineSplitter *splitter = slw_line_splitter_new (on_line, text);
  const char *said = "it is horse-battery\nstaple-correct was it\n";

  slw_line_splitter_add (splitter, FALSE, said, strlen (said));
  g_assert_cmpstr (text->str, ==, "[it is ][ was it]");
  slw_line_splitter_free (splitter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-splitter/pieces", test_pieces);
  g_test_add_func ("/line-splitter/limit", test_limit);
  g_test_add_func ("/line-splitter/secret-of-two-lines", test_secret_of_two_lines);
  return g_test_run ();
}
