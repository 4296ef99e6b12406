/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SLW_JSON_MAX_LENGTH (1024 * 1024)
#define SLW_JSON_MAX_DEPTH 32

/* What a server answers is hostile: size, depth and encoding are checked before the parser sees it. */
JsonNode *slw_json_parse (const char *text, gsize length, GError **error);

/* The members of an object, or nothing when they are absent or of another type. @object may be %NULL. */
const char *slw_json_get_string (JsonObject *object, const char *name);
gboolean slw_json_get_boolean (JsonObject *object, const char *name);
double slw_json_get_number (JsonObject *object, const char *name);
JsonObject *slw_json_get_object (JsonObject *object, const char *name);
JsonArray *slw_json_get_array (JsonObject *object, const char *name);

/* The text of a node that is one, valid UTF-8, or nothing. @node may be %NULL. */
const char *slw_json_node_string (JsonNode *node);

/* The element as an object or text, or nothing. */
JsonObject *slw_json_element_object (JsonArray *array, guint index);
const char *slw_json_element_string (JsonArray *array, guint index);

/* Whether @text may stand for a uid, a task or a domain in what we send: 1 to 128 of A-Z a-z 0-9 . _ - */
gboolean slw_json_is_id (const char *text);

/* @secret as a JSON string, to be a body. */
char *slw_json_quote (const char *text);

G_END_DECLS
