/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "operations.h"

#include <slipway/slw-error.h>

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = operations_parse (
      "staging /s%20t\nfolder 0755 root:root /etc/a\nfile 4640 root:bm 7 /etc/a/b%20c\n"
      "link ..%2Fx /etc/l\nextra /etc/new\nattributes acl%20u%0A /etc/a\nattributes - /etc/b\nend\n",
      &error);
  const Operation *operation;

  g_assert_no_error (error);
  g_assert_cmpuint (operations->len, ==, 6);
  operation = g_ptr_array_index (operations, 1);
  g_assert_cmpint (operation->type, ==, OPERATION_FILE);
  g_assert_cmpstr (operation->path, ==, "/etc/a/b c");
  g_assert_cmpstr (operation->source, ==, "/s t/7");
  g_assert_cmpstr (operation->owner, ==, "root:bm");
  g_assert_cmpuint (operation->mode, ==, 04640);
  operation = g_ptr_array_index (operations, 2);
  g_assert_cmpstr (operation->target, ==, "../x");
  operation = g_ptr_array_index (operations, 4);
  g_assert_cmpint (operation->type, ==, OPERATION_ATTRIBUTES);
  g_assert_cmpstr (operation->attributes, ==, "acl u\n");
  g_assert_cmpstr (((Operation *) g_ptr_array_index (operations, 5))->attributes, ==, "");
}

static void
test_bad (void)
{
  static const char *const texts[] = {
    "",
    "staging /s\n",
    "folder 0755 root:root etc/a\nend\n",
    "folder 9755 root:root /etc/a\nend\n",
    "file 0644 root:root 0 /etc/a\nend\n",
    "staging /s\nfile 0644 root:root ../x /etc/a\nend\n",
    "link /etc/a\nend\n",
    "remove /etc/a\nend\n",
    "staging /s\nremove 0644 root:root 0 /etc/a\nend\n",
    "extra\nend\n",
    "attributes /etc/a\nend\n",
    "\nend\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u", i);
    g_assert_null (operations_parse (texts[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operations/good", test_good);
  g_test_add_func ("/operations/bad", test_bad);
  return g_test_run ();
}
