/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-json.h"

#include <slipway/slipway.h>
#include <string.h>

static void
test_parse (void)
{
  static const char text[] = "{\"a\": [1, \"x\"], \"b\": null, \"c\": true, \"d\": 2.5}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = slw_json_parse (text, strlen (text), &error);
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpuint (json_array_get_length (slw_json_get_array (object, "a")), ==, 2);
  g_assert_cmpstr (slw_json_element_string (slw_json_get_array (object, "a"), 1), ==, "x");
  g_assert_null (slw_json_element_string (slw_json_get_array (object, "a"), 0));
  g_assert_null (slw_json_element_object (slw_json_get_array (object, "a"), 0));
  g_assert_null (slw_json_get_string (object, "a"));
  g_assert_null (slw_json_get_string (object, "b"));
  g_assert_null (slw_json_get_string (NULL, "b"));
  g_assert_null (slw_json_get_object (object, "c"));
  g_assert_true (slw_json_get_boolean (object, "c"));
  g_assert_false (slw_json_get_boolean (object, "d"));
  g_assert_cmpfloat (slw_json_get_number (object, "d"), ==, 2.5);
  g_assert_cmpfloat (slw_json_get_number (object, "absent"), ==, 0);
}

static void
refuse (const char *text, gsize length, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = slw_json_parse (text, length, &error);

  g_assert_null (node);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refused (void)
{
  g_autofree char *deep = g_strnfill (1000, '[');
  g_autofree char *long_text = g_strnfill (SLW_JSON_MAX_LENGTH + 1, ' ');

  refuse ("", 0, "empty");
  refuse ("{\"a\"", 4, "");
  refuse ("\"\xff\"", 3, "UTF-8");
  refuse ("[0\0]", 4, "UTF-8");
  refuse (deep, 1000, "nested");
  refuse (long_text, SLW_JSON_MAX_LENGTH + 1, "long");
  refuse ("{\"a\": \x1b}", 8, "");
}

/* Depth is not the number of brackets. */
static void
test_many_levels (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) most = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "{\"a\":[{}]},");
  g_string_append (text, "1]");
  node = slw_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_string_assign (text, "");
  for (guint i = 0; i < SLW_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < SLW_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  most = slw_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
}

static void
test_depth_in_strings (void)
{
  g_autofree char *brackets = g_strnfill (1000, '[');
  g_autofree char *text = g_strdup_printf ("[\"\\\"%s\"]", brackets);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = slw_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
}

static void
test_id (void)
{
  g_autofree char *long_text = g_strnfill (129, 'a');

  g_assert_true (slw_json_is_id ("bm-master"));
  g_assert_true (slw_json_is_id ("example.org"));
  g_assert_false (slw_json_is_id (NULL));
  g_assert_false (slw_json_is_id (""));
  g_assert_false (slw_json_is_id (".."));
  g_assert_false (slw_json_is_id ("a/b"));
  g_assert_false (slw_json_is_id ("a b"));
  g_assert_false (slw_json_is_id ("a\n"));
  g_assert_false (slw_json_is_id (long_text));
}

static void
test_quote (void)
{
  g_autofree char *text = slw_json_quote ("a\"\\\n");

  g_assert_cmpstr (text, ==, "\"a\\\"\\\\\\n\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/parse", test_parse);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/many-levels", test_many_levels);
  g_test_add_func ("/json/depth-in-strings", test_depth_in_strings);
  g_test_add_func ("/json/id", test_id);
  g_test_add_func ("/json/quote", test_quote);
  return g_test_run ();
}
