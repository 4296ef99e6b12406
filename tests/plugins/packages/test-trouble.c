/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trouble.h"

#include "apt-debian/apt-test.h"
#include "apt-family.h"

static void
test_texts (void)
{
  for (int kind = 0; kind <= TROUBLE_OTHER; kind++) {
    g_autofree char *remedy = trouble_make_remedy (kind, &apt_family);

    g_assert_nonnull (trouble_get_title (kind));
    g_assert_null (strchr (remedy, '%'));
  }
}

static void
test_source (void)
{
  TroubleSource *source
      = trouble_source_new ("/etc/apt/sources.list.d/bm.list", "https://joe:pw@pkg.example.org/a@b//");

  g_assert_cmpstr (source->address, ==, "https://pkg.example.org/a@b");
  trouble_source_free (source);
}

/* Of several troubles with one file the cause is kept; what is said is bounded and can't reach a terminal. */
static void
test_add (void)
{
  g_autoptr (GPtrArray) troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_free);
  const Trouble *trouble;

  trouble_add (troubles, TROUBLE_GONE, "a", "  gone");
  trouble_add (troubles, TROUBLE_DENIED, "a", "\033denied");
  trouble_add (troubles, TROUBLE_UNSIGNED, "a", "unsigned");
  trouble_add (troubles, TROUBLE_OTHER, NULL, "what");
  g_assert_cmpuint (troubles->len, ==, 2);
  trouble = g_ptr_array_index (troubles, 0);
  g_assert_cmpint (trouble->kind, ==, TROUBLE_DENIED);
  g_assert_cmpstr (trouble->detail, ==, "\\x1bdenied");
}

static void
test_find_file (void)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);

  g_ptr_array_add (sources, trouble_source_new ("short", "https://a.example.org/x"));
  g_ptr_array_add (sources, trouble_source_new ("long", "https://a.example.org/x/y"));
  g_assert_cmpstr (trouble_find_file ("Err https://a.example.org/x/y/z 404", sources), ==, "long");
  g_assert_cmpstr (trouble_find_file ("Err https://a.example.org/x: no", sources), ==, "short");
  g_assert_null (trouble_find_file ("Err https://a.example.org/xy", sources));
}

static void
test_classify (void)
{
  const TroubleSign signs[] = { { "401", TROUBLE_DENIED }, { "404", TROUBLE_GONE } };

  g_assert_cmpint (trouble_classify ("status 404", signs, 2), ==, TROUBLE_GONE);
  g_assert_cmpint (trouble_classify ("status 404 after 401", signs, 2), ==, TROUBLE_DENIED);
  g_assert_cmpint (trouble_classify ("status 5", signs, 2), ==, TROUBLE_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trouble/texts", test_texts);
  g_test_add_func ("/trouble/source", test_source);
  g_test_add_func ("/trouble/add", test_add);
  g_test_add_func ("/trouble/find-file", test_find_file);
  g_test_add_func ("/trouble/classify", test_classify);
  return g_test_run ();
}
