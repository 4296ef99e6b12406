/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/kit/slw-expectation.h"

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"

static const char *const action_types[] = { "exec", "put", "get", "http", "connect" };

static const char *const error_names[]
    = { "failed", "invalid", "refused", "unreachable", "denied", "timed-out", "not-found",
        "plugin", "ceiling", "verify",  "stale",       "locked", "cancelled" };

gboolean
slw_expectation_find_error (const char *name, int *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (error_names); i++)
    if (g_str_equal (name, error_names[i])) {
      *code = (int) i;
      return TRUE;
    }
  return FALSE;
}

const char *
slw_expectation_error_name (int code)
{
  return code >= 0 && code < (int) G_N_ELEMENTS (error_names) ? error_names[code] : "?";
}

static void
slw_pair_free (gpointer data)
{
  SlwPair *pair = data;

  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

void
slw_expectation_add_pair (GPtrArray **pairs, const char *name, const char *value)
{
  SlwPair *pair = g_new (SlwPair, 1);

  if (*pairs == NULL)
    *pairs = g_ptr_array_new_with_free_func (slw_pair_free);
  pair->name = g_strdup (name);
  pair->value = g_strdup (value);
  g_ptr_array_add (*pairs, pair);
}

gboolean
slw_expectation_pair_has_name (gconstpointer pair, gconstpointer name)
{
  return g_str_equal (((const SlwPair *) pair)->name, name);
}

SlwExpectation *
slw_expectation_new (SlwExpectationType type)
{
  SlwExpectation *self = g_new0 (SlwExpectation, 1);

  self->type = type;
  self->mode = -1;
  self->secret_result = -1;
  self->timeout = -1;
  return self;
}

SlwExpectation *
slw_expectation_new_action (SlwActionType type, SlwEffect effect, const char *target)
{
  SlwExpectation *self = slw_expectation_new (SLW_EXPECT_ACTION);

  self->action_type = type;
  self->effect = effect;
  self->target = g_strdup (target);
  self->status = type == SLW_ACTION_HTTP ? 200 : 0;
  return self;
}

void
slw_expectation_free (SlwExpectation *self)
{
  g_free (self->server);
  g_free (self->label);
  g_free (self->target);
  g_strfreev (self->argv);
  g_free (self->method);
  g_free (self->content);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_free (self->owner);
  g_free (self->connect_to);
  g_free (self->tls_pin);
  g_clear_pointer (&self->output, g_bytes_unref);
  g_free (self->errors);
  g_clear_pointer (&self->answer_headers, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

static char *
different (const char *what, const char *expected, const char *came)
{
  return g_strdup_printf ("%s: expected “%s”, came “%s”", what, expected, came != NULL ? came : "(none)");
}

static char *
compare_text (const char *what, const char *pattern, const char *text)
{
  if (pattern == NULL || (text != NULL && g_pattern_match_simple (pattern, text)))
    return NULL;
  return different (what, pattern, text);
}

static gboolean json_matches (JsonNode *pattern, JsonNode *node);

static gboolean
json_object_matches (JsonObject *pattern, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (pattern);

  if (json_object_get_size (pattern) != json_object_get_size (object))
    return FALSE;
  for (GList *l = members; l != NULL; l = l->next) {
    JsonNode *node = json_object_get_member (object, l->data);
    if (node == NULL || !json_matches (json_object_get_member (pattern, l->data), node))
      return FALSE;
  }
  return TRUE;
}

static gboolean
json_array_matches (JsonArray *pattern, JsonArray *array)
{
  if (json_array_get_length (pattern) != json_array_get_length (array))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (pattern); i++)
    if (!json_matches (json_array_get_element (pattern, i), json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

static gboolean
json_matches (JsonNode *pattern, JsonNode *node)
{
  if (JSON_NODE_TYPE (pattern) != JSON_NODE_TYPE (node))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (pattern))
    return json_object_matches (json_node_get_object (pattern), json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (pattern))
    return json_array_matches (json_node_get_array (pattern), json_node_get_array (node));
  if (json_node_get_value_type (pattern) == G_TYPE_STRING && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_pattern_match_simple (json_node_get_string (pattern), json_node_get_string (node));
  return json_node_equal (pattern, node);
}

static char *
compare_json (JsonNode *pattern, const char *text)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *expected = NULL;

  if (pattern == NULL)
    return NULL;
  node = text != NULL ? json_from_string (text, NULL) : NULL;
  if (node != NULL && json_matches (pattern, node))
    return NULL;
  expected = json_to_string (pattern, FALSE);
  return different ("body", expected, text);
}

char *
slw_expectation_dup_text (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes == NULL ? NULL : data == NULL ? g_strdup ("") : g_strndup (data, length);
}

static char *
compare_content (const SlwExpectation *self, const SlwAction *action)
{
  g_autoptr (GBytes) content = NULL;
  g_autofree char *text = NULL;
  char *difference;

  if (self->content == NULL && self->json == NULL)
    return NULL;
  content = slw_action_dup_content (action);
  text = slw_expectation_dup_text (content);
  difference = compare_text ("content", self->content, text);
  return difference != NULL ? difference : compare_json (self->json, text);
}

static const char *
header_value (const SlwAction *action, const char *name)
{
  for (guint i = 0; action->headers != NULL && i < action->headers->len; i++) {
    const SlwActionHeader *header = g_ptr_array_index (action->headers, i);
    if (g_ascii_strcasecmp (header->name, name) == 0)
      return header->secret != NULL ? slw_secret_peek (header->secret, NULL) : header->value;
  }
  return NULL;
}

static char *
compare_http (const SlwExpectation *self, const SlwAction *action)
{
  char *difference = compare_text ("method", self->method, action->method);

  for (guint i = 0; difference == NULL && self->headers != NULL && i < self->headers->len; i++) {
    const SlwPair *pair = g_ptr_array_index (self->headers, i);
    const char *value = header_value (action, pair->name);
    if (pair->value == NULL && value != NULL)
      difference = different (pair->name, "(none)", value);
    else
      difference = compare_text (pair->name, pair->value, value);
  }
  if (difference == NULL)
    difference = compare_text ("connect_to", self->connect_to, action->connect_to);
  return difference != NULL ? difference : compare_text ("tls_pin", self->tls_pin, action->tls_pin);
}

static char *
compare_argv (const SlwExpectation *self, const SlwAction *action)
{
  g_autofree char *came = slw_text_shell_quote ((const char *const *) action->argv);
  g_autofree char *expected = NULL;
  gboolean same = self->argv != NULL && g_strv_length (self->argv) == g_strv_length (action->argv);

  for (guint i = 0; same && self->argv[i] != NULL; i++)
    same = g_pattern_match_simple (self->argv[i], action->argv[i]);
  if (self->argv != NULL && !same) {
    expected = slw_text_shell_quote ((const char *const *) self->argv);
    return different ("argv", expected, came);
  }
  if (self->target != NULL && self->or_label && g_pattern_match_simple (self->target, action->label))
    return NULL;
  return compare_text ("command", self->target, came);
}

static char *
compare_number (const char *what, const char *format, gint64 expected, gint64 came)
{
  g_autofree char *expected_text = NULL;
  g_autofree char *came_text = NULL;

  if (expected < 0 || expected == came)
    return NULL;
  expected_text = g_strdup_printf (g_str_equal (format, "o") ? "%04o" : "%u", (guint) expected);
  came_text = g_strdup_printf (g_str_equal (format, "o") ? "%04o" : "%u", (guint) came);
  return different (what, expected_text, came_text);
}

static char *
compare_port (const SlwExpectation *self, const SlwAction *action)
{
  g_autofree char *port = g_strdup_printf ("%u", action->port);

  return compare_text ("port", self->target, port);
}

static char *
compare_target (const SlwExpectation *self, const SlwAction *action)
{
  switch (self->action_type) {
  case SLW_ACTION_EXEC:
    return compare_argv (self, action);
  case SLW_ACTION_HTTP:
    return compare_text ("url", self->target, action->url);
  case SLW_ACTION_CONNECT:
    return compare_port (self, action);
  default:
    return compare_text ("path", self->target, action->path);
  }
}

char *
slw_expectation_compare (const SlwExpectation *self, const SlwAction *action, SlwServer *own)
{
  SlwServer *server = action->server != NULL ? action->server : own;
  char *difference = NULL;

  if (self->action_type != action->type)
    return different ("type", action_types[self->action_type], action_types[action->type]);
  difference = compare_target (self, action);
  if (difference == NULL && self->effect != action->effect)
    difference = different ("effect", slw_effect_to_string (self->effect), slw_effect_to_string (action->effect));
  if (difference == NULL)
    difference
        = compare_text ("server", self->server, action->on_controller ? "controller" : slw_server_get_name (server));
  if (difference == NULL)
    difference = compare_text ("label", self->label, action->label);
  if (difference == NULL && action->type == SLW_ACTION_HTTP)
    difference = compare_http (self, action);
  if (difference == NULL)
    difference = compare_content (self, action);
  if (difference == NULL)
    difference = compare_text ("owner", self->owner, action->owner);
  if (difference == NULL)
    difference = compare_number ("mode", "o", self->mode, action->mode);
  if (difference == NULL)
    difference = compare_number ("timeout", "u", self->timeout, action->timeout);
  if (difference == NULL)
    difference = compare_number ("secret result", "u", self->secret_result, action->secret_result);
  return difference;
}

static char *
describe_action (const SlwExpectation *self)
{
  g_autofree char *argv = self->argv != NULL ? slw_text_shell_quote ((const char *const *) self->argv) : NULL;
  const char *target = argv != NULL ? argv : self->target;

  return g_strdup_printf ("%s %s%s%s %s%s%s%s", slw_effect_to_string (self->effect), action_types[self->action_type],
                          self->method != NULL ? " " : "", self->method != NULL ? self->method : "",
                          target != NULL ? target : "*", self->label != NULL ? " “" : "",
                          self->label != NULL ? self->label : "", self->label != NULL ? "”" : "");
}

char *
slw_expectation_describe (const SlwExpectation *self)
{
  const char *text = self->text != NULL ? self->text : "*";

  switch (self->type) {
  case SLW_EXPECT_ACTION:
    return describe_action (self);
  case SLW_EXPECT_WAIT:
    return g_strdup_printf ("wait: %s", text);
  case SLW_EXPECT_CEILING:
    return g_strdup ("stop at the ceiling");
  case SLW_EXPECT_DONE:
    return g_strdup_printf ("done: %s", text);
  case SLW_EXPECT_FAILED:
    return g_strdup_printf ("failed (%s): %s", slw_expectation_error_name (self->code), text);
  default:
    return g_strdup_printf ("declined: %s", text);
  }
}

SlwResult *
slw_expectation_make_result (const SlwExpectation *self)
{
  g_autoptr (GBytes) errors = self->errors != NULL ? g_bytes_new (self->errors, strlen (self->errors)) : NULL;
  g_autoptr (SlwResult) result = slw_result_new (self->status, self->output, errors);

  if (self->recorded)
    slw_result_set_recorded (result);
  for (guint i = 0; self->answer_headers != NULL && i < self->answer_headers->len; i++) {
    const SlwPair *pair = g_ptr_array_index (self->answer_headers, i);
    slw_result_add_header (result, pair->name, pair->value);
  }
  slw_result_set_truncated (result, self->truncated);
  return g_steal_pointer (&result);
}
