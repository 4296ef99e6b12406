/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-plan-difference.h"

#include <string.h>

/* A plan with changes of one step on one server, each `label/describe/key`. */
static JsonNode *
make (const char *const *changes)
{
  g_autoptr (GString) text
      = g_string_new ("{\"servers\": [{\"name\": \"main\", \"steps\": [{\"step\": \"go\", \"changes\": [");

  for (gsize i = 0; changes[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (changes[i], "/", 3);

    g_string_append_printf (text,
                            "%s{\"effect\": \"MUTATE\", \"label\": \"%s\", \"describe\": \"%s\", \"key\": \"%s\"}",
                            i > 0 ? "," : "", words[0], words[1], words[2]);
  }
  g_string_append (text, "]}]}]}");
  return json_from_string (text->str, NULL);
}

static void
test_difference (void)
{
  const char *const old_changes[]
      = { "install/apt-get install a=1/k1", "write/PUT \\u001b[2J\\n/k2", "same/true/k3", NULL };
  const char *const new_changes[]
      = { "install/apt-get install a=2/k4", "write/PUT \\u001b[2J\\n/k5", "same/true/k3", NULL };
  g_autoptr (JsonNode) before = make (old_changes);
  g_autoptr (JsonNode) now = make (new_changes);
  g_autofree char *lines = slw_plan_difference (before, now);
  g_autofree char *none = slw_plan_difference (now, now);

  g_assert_cmpstr (lines, ==,
                   "- main: go: MUTATE install: apt-get install a=1\n"
                   "- main: go: MUTATE write: PUT \\x1b[2J \n"
                   "+ main: go: MUTATE install: apt-get install a=2\n"
                   "+ main: go: MUTATE write: PUT \\x1b[2J ");
  g_assert_cmpstr (none, ==, "");
}

static void
test_many (void)
{
  const char *const none[] = { NULL };
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) before = make (none);
  g_autoptr (JsonNode) now = NULL;
  g_autofree char *lines = NULL;
  g_auto (GStrv) each = NULL;

  for (int i = 0; i < 25; i++)
    g_ptr_array_add (many, g_strdup_printf ("install/a=%d/k", i));
  g_ptr_array_add (many, NULL);
  now = make ((const char *const *) many->pdata);
  lines = slw_plan_difference (before, now);
  each = g_strsplit (lines, "\n", -1);
  g_assert_cmpuint (g_strv_length (each), ==, 21);
  g_assert_cmpstr (each[20], ==, "… and 5 more");
}

/* Whoever edited the file; the digest says that it is not what would happen, and this must not die of it. */
static void
test_strange (void)
{
  static const char *const texts[] = { "null", "[]", "{\"servers\": 1}",
                                       "{\"servers\": [1, {\"steps\": [2, {\"changes\": [3, {\"label\": 4}]}]}]}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonNode) strange = json_from_string (texts[i], NULL);
    g_autofree char *one = slw_plan_difference (strange, NULL);
    g_autofree char *other = slw_plan_difference (NULL, strange);

    g_assert_true (strlen (one) == strlen (other));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-difference/lines", test_difference);
  g_test_add_func ("/plan-difference/many", test_many);
  g_test_add_func ("/plan-difference/strange", test_strange);
  return g_test_run ();
}
