/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-plan-difference.h"

#include <string.h>

#include <slipway/slw-text.h>

#define LINES_MAX 20

/* The file may have been edited by anybody: what is not there, or of another type, is nothing. */
static JsonNode *
get_member (JsonNode *node, const char *name)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonArray *
get_array (JsonNode *node, const char *name)
{
  JsonNode *member = get_member (node, name);

  return member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
}

static char *
dup_text (JsonNode *node, const char *name)
{
  JsonNode *member = get_member (node, name);
  gboolean is_text = member != NULL && json_node_get_value_type (member) == G_TYPE_STRING;

  return g_strdelimit (slw_text_escape (is_text ? json_node_get_string (member) : "", -1), "\n\t", ' ');
}

/* A line for each change; after its line break the key, which has the content of what is written. */
static void
add_changes (GPtrArray *lines, JsonNode *server, JsonNode *step)
{
  g_autofree char *server_name = dup_text (server, "name");
  g_autofree char *step_name = dup_text (step, "step");
  JsonArray *changes = get_array (step, "changes");

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++) {
    JsonNode *change = json_array_get_element (changes, i);
    g_autofree char *effect = dup_text (change, "effect");
    g_autofree char *label = dup_text (change, "label");
    g_autofree char *described = dup_text (change, "describe");
    g_autofree char *key = dup_text (change, "key");

    g_ptr_array_add (lines,
                     g_strdup_printf ("%s: %s: %s %s: %s\n%s", server_name, step_name, effect, label, described, key));
  }
}

static GPtrArray *
list_changes (JsonNode *plan)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  JsonArray *servers = get_array (plan, "servers");

  for (guint i = 0; servers != NULL && i < json_array_get_length (servers); i++) {
    JsonNode *server = json_array_get_element (servers, i);
    JsonArray *steps = get_array (server, "steps");

    for (guint j = 0; steps != NULL && j < json_array_get_length (steps); j++)
      add_changes (lines, server, json_array_get_element (steps, j));
  }
  return lines;
}

/* Those of @lines that are not in @others; returns how many there are. */
static guint
append_missing (GString *out, char sign, GPtrArray *lines, GPtrArray *others, guint count)
{
  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);

    if (g_ptr_array_find_with_equal_func (others, line, g_str_equal, NULL))
      continue;
    if (count++ < LINES_MAX)
      g_string_append_printf (out, "%s%c %.*s", out->len > 0 ? "\n" : "", sign, (int) strcspn (line, "\n"), line);
  }
  return count;
}

char *
slw_plan_difference (JsonNode *before, JsonNode *now)
{
  g_autoptr (GPtrArray) old_lines = list_changes (before);
  g_autoptr (GPtrArray) new_lines = list_changes (now);
  GString *out = g_string_new (NULL);
  guint count = append_missing (out, '-', old_lines, new_lines, 0);

  count = append_missing (out, '+', new_lines, old_lines, count);
  if (count > LINES_MAX)
    g_string_append_printf (out, "\n… and %u more", count - LINES_MAX);
  return g_string_free (out, FALSE);
}
