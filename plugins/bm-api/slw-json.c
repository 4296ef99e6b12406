/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-json.h"

#include <slipway/slipway.h>
#include <string.h>

/* The parser of json-glib calls itself for each level, and forgets to free a string that does not end. */
static gboolean
is_safe (const char *text, gsize length)
{
  guint depth = 0, most = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{'))
      depth++;
    else if (!quoted && (text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;
    most = MAX (most, depth);
  }
  return most <= SLW_JSON_MAX_DEPTH && !quoted;
}

static JsonNode *
refuse (GError **error, const char *why)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the answer is no JSON that can be used: %s", why);
  return NULL;
}

JsonNode *
slw_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) problem = NULL;
  JsonNode *root;

  if (length > SLW_JSON_MAX_LENGTH)
    return refuse (error, "it is too long");
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return refuse (error, "it is not UTF-8");
  if (!is_safe (text, length))
    return refuse (error, "it is nested too deeply, or cut off in a string");
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &problem)) {
    g_autofree char *safe = slw_text_escape (problem->message, -1);
    return refuse (error, safe);
  }
  root = json_parser_get_root (parser);
  return root != NULL ? json_node_copy (root) : refuse (error, "it is empty");
}

static JsonNode *
get_value (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

/* An escaped half of a surrogate pair becomes bytes that are no text. */
const char *
slw_json_node_string (JsonNode *node)
{
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;

  return text != NULL && g_utf8_validate (text, -1, NULL) ? text : NULL;
}

const char *
slw_json_get_string (JsonObject *object, const char *name)
{
  return slw_json_node_string (get_value (object, name));
}

gboolean
slw_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

double
slw_json_get_number (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name);

  if (node == NULL || json_node_get_value_type (node) == G_TYPE_STRING)
    return 0;
  return json_node_get_double (node);
}

JsonObject *
slw_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
slw_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
slw_json_element_object (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
slw_json_element_string (JsonArray *array, guint index)
{
  return slw_json_node_string (json_array_get_element (array, index));
}

gboolean
slw_json_is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("._-", text[i]) == NULL)
      return FALSE;
  return length > 0 && length <= 128 && strspn (text, ".") < length;
}

char *
slw_json_quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}
