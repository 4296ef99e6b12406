/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

static void
test_words (void)
{
  const char *const first[] = { "a", "b", NULL };
  const char *const none[] = { NULL };
  GPtrArray *argv = g_ptr_array_new ();
  g_auto (GStrv) words = NULL;

  words_add_all (argv, none);
  words_add_all (argv, first);
  words = words_end (argv);
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_assert_cmpstr (words[1], ==, "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/words", test_words);
  return g_test_run ();
}
