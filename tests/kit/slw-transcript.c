/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads a transcript: JSON, because the bodies in it are. Every key is known or the file is refused, so that a typing error
 * is no check that never fails. */
#include "tests/kit/slw-harness-private.h"

#define SLW_TRANSCRIPT_FORMAT 1

static gboolean
refuse (GError **error, const char *where, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "transcript, %s: %s", where, text);
  return FALSE;
}

static gboolean
check_keys (JsonObject *object, const char *where, const char *known, GError **error)
{
  g_auto (GStrv) keys = g_strsplit (known, " ", -1);
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains ((const char *const *) keys, l->data))
      return refuse (error, where, "unknown key “%s”; known are: %s", (const char *) l->data, known);
  return TRUE;
}

static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gint64
get_number (JsonObject *object, const char *key, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : fallback;
}

static JsonObject *
get_object (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* A text, or an array of its lines. */
static char *
dup_text (JsonObject *object, const char *key)
{
  JsonArray *lines = get_array (object, key);
  GString *text;

  if (lines == NULL)
    return g_strdup (get_text (object, key));
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    g_string_append_printf (text, "%s\n", json_array_get_string_element (lines, i));
  return g_string_free (text, FALSE);
}

typedef void (*PairFunc) (SlwHarness *self, const char *name, const char *value);

static gboolean
read_pairs (SlwHarness *self, JsonObject *root, const char *key, PairFunc func, GError **error)
{
  JsonObject *object = get_object (root, key);
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  if (object == NULL && json_object_has_member (root, key))
    return refuse (error, key, "is no object");
  for (GList *l = members; l != NULL; l = l->next) {
    const char *value = get_text (object, l->data);
    if (value == NULL)
      return refuse (error, key, "“%s” is no text", (const char *) l->data);
    func (self, l->data, value);
  }
  return TRUE;
}

static gboolean
read_servers (SlwHarness *self, JsonObject *root, GError **error)
{
  JsonArray *servers = get_array (root, "servers");

  for (guint i = 0; servers != NULL && i < json_array_get_length (servers); i++) {
    JsonObject *server = json_array_get_object_element (servers, i);
    g_autofree char *facts = NULL;
    if (server == NULL || !check_keys (server, "servers", "name address roles facts", error))
      return server != NULL ? FALSE : refuse (error, "servers", "one is no object");
    if (get_text (server, "name") == NULL || get_text (server, "address") == NULL || get_text (server, "roles") == NULL)
      return refuse (error, "servers", "each has name, address and roles");
    facts = dup_text (server, "facts");
    slw_harness_add_server (self, get_text (server, "name"), get_text (server, "address"), get_text (server, "roles"),
                            facts);
  }
  return servers != NULL ? TRUE : refuse (error, "servers", "there are none");
}

static gboolean
find_effect (const char *name, SlwEffect *effect)
{
  for (int i = SLW_EFFECT_READ; i <= SLW_EFFECT_DESTROY; i++)
    if (g_str_equal (name, slw_effect_to_string (i))) {
      *effect = i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_step (SlwHarness *self, JsonObject *root, GError **error)
{
  JsonObject *step = get_object (root, "step");
  SlwEffect ceiling = SLW_EFFECT_DESTROY;

  if (step == NULL || get_text (step, "kind") == NULL || get_text (step, "server") == NULL)
    return refuse (error, "step", "has kind and server");
  if (!check_keys (step, "step", "kind server params ceiling", error))
    return FALSE;
  if (get_text (step, "ceiling") != NULL && !find_effect (get_text (step, "ceiling"), &ceiling))
    return refuse (error, "step", "“%s” is no effect", get_text (step, "ceiling"));
  slw_harness_begin (self, get_text (step, "kind"), get_text (step, "server"));
  slw_harness_set_ceiling (self, ceiling);
  return read_pairs (self, step, "params", slw_harness_set_param, error);
}

static gboolean
read_answer_body (SlwHarness *self, JsonObject *give, SlwExpectation *new, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  gsize length = 0;

  if (get_text (give, "file") != NULL) {
    path = g_build_filename (self->folder, get_text (give, "file"), NULL);
    if (!g_file_get_contents (path, &text, &length, error))
      return FALSE;
  } else if (json_object_has_member (give, "json")) {
    text = json_to_string (json_object_get_member (give, "json"), FALSE);
    length = strlen (text);
  } else {
    text = dup_text (give, "output");
    length = text != NULL ? strlen (text) : 0;
  }
  new->output = text != NULL ? g_bytes_new (text, length) : NULL;
  return TRUE;
}

static gboolean
read_answer (SlwHarness *self, JsonObject *entry, SlwExpectation *new, const char *where, GError **error)
{
  JsonObject *give = get_object (entry, "give");
  JsonObject *headers = give != NULL ? get_object (give, "headers") : NULL;
  g_autoptr (GList) members = headers != NULL ? json_object_get_members (headers) : NULL;

  if (give == NULL)
    return json_object_has_member (entry, "give") ? refuse (error, where, "give is no object") : TRUE;
  if (!check_keys (give, where, "status output json file errors headers truncated", error))
    return FALSE;
  new->answered = TRUE;
  new->status = (int) get_number (give, "status", new->status);
  if (g_strcmp0 (get_text (give, "status"), "no answer") == 0)
    new->status = SLW_STATUS_NO_ANSWER;
  new->errors = dup_text (give, "errors");
  new->truncated = json_object_get_boolean_member_with_default (give, "truncated", FALSE);
  for (GList *l = members; l != NULL; l = l->next)
    slw_expectation_add_pair (&new->answer_headers, l->data, get_text (headers, l->data));
  return read_answer_body (self, give, new, error);
}

static char **
dup_list (JsonArray *array)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (list, g_strdup (json_array_get_string_element (array, i)));
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

static gboolean
read_mode (JsonObject *entry, SlwExpectation *new, const char *where, GError **error)
{
  const char *text = get_text (entry, "mode");
  guint64 mode;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 8, 0, 07777, &mode, NULL))
    return refuse (error, where, "“%s” is no mode", text);
  new->mode = (int) mode;
  return TRUE;
}

static void
read_headers (JsonObject *entry, SlwExpectation *new)
{
  JsonObject *headers = get_object (entry, "headers");
  g_autoptr (GList) members = headers != NULL ? json_object_get_members (headers) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    slw_expectation_add_pair (&new->headers, l->data, get_text (headers, l->data));
}

#define ACTION_KEYS "expect about effect server label give timeout secret "

static const struct {
  const char *name;
  SlwActionType type;
  const char *target;
  const char *content;
  const char *keys;
} action_forms[] = {
  { "exec", SLW_ACTION_EXEC, "command", "stdin", ACTION_KEYS "command argv stdin" },
  { "put", SLW_ACTION_PUT, "path", "content", ACTION_KEYS "path content mode owner" },
  { "get", SLW_ACTION_GET, "path", "content", ACTION_KEYS "path" },
  { "http", SLW_ACTION_HTTP, "url", "body-text", ACTION_KEYS "method url body body-text headers connect-to tls-pin" },
  { "connect", SLW_ACTION_CONNECT, "port", NULL, ACTION_KEYS "port" },
};

static gboolean
read_action (SlwHarness *self, JsonObject *entry, guint form, const char *where, GError **error)
{
  SlwEffect effect = SLW_EFFECT_READ;
  SlwExpectation *new;

  if (!check_keys (entry, where, action_forms[form].keys, error))
    return FALSE;
  if (get_text (entry, "effect") != NULL && !find_effect (get_text (entry, "effect"), &effect))
    return refuse (error, where, "“%s” is no effect", get_text (entry, "effect"));
  new = slw_expectation_new_action (action_forms[form].type, effect, get_text (entry, action_forms[form].target));
  slw_harness_expect (self, new);
  new->label = g_strdup (get_text (entry, "label"));
  new->server = g_strdup (get_text (entry, "server"));
  new->content = action_forms[form].content != NULL ? dup_text (entry, action_forms[form].content) : NULL;
  new->argv = get_array (entry, "argv") != NULL ? dup_list (get_array (entry, "argv")) : NULL;
  new->method = g_strdup (get_text (entry, "method"));
  new->owner = g_strdup (get_text (entry, "owner"));
  new->connect_to = g_strdup (get_text (entry, "connect-to"));
  new->tls_pin = g_strdup (get_text (entry, "tls-pin"));
  new->timeout = get_number (entry, "timeout", -1);
  if (json_object_has_member (entry, "secret"))
    new->secret_result = json_object_get_boolean_member_with_default (entry, "secret", FALSE);
  if (json_object_has_member (entry, "body"))
    new->json = json_node_ref (json_object_get_member (entry, "body"));
  read_headers (entry, new);
  return read_mode (entry, new, where, error) && read_answer (self, entry, new, where, error);
}

static const struct {
  const char *name;
  SlwExpectationType type;
  const char *text;
  const char *keys;
} other_forms[] = {
  { "wait", SLW_EXPECT_WAIT, "reason", "expect about reason seconds" },
  { "ceiling", SLW_EXPECT_CEILING, "about", "expect about" },
  { "done", SLW_EXPECT_DONE, "summary", "expect about summary" },
  { "failed", SLW_EXPECT_FAILED, "message", "expect about code message" },
  { "declined", SLW_EXPECT_DECLINED, "reason", "expect about reason" },
};

static gboolean
read_other (SlwHarness *self, JsonObject *entry, guint form, const char *where, GError **error)
{
  SlwExpectation *new;

  if (!check_keys (entry, where, other_forms[form].keys, error))
    return FALSE;
  new = slw_harness_expect (self, slw_expectation_new (other_forms[form].type));
  if (new->type != SLW_EXPECT_CEILING)
    new->text = g_strdup (get_text (entry, other_forms[form].text));
  new->seconds = (guint) get_number (entry, "seconds", 0);
  if (new->type == SLW_EXPECT_FAILED
      && (get_text (entry, "code") == NULL || !slw_expectation_find_error (get_text (entry, "code"), &new->code)))
    return refuse (error, where, "a failure has a code, such as “verify” or “timed-out”");
  return TRUE;
}

static gboolean
read_entry (SlwHarness *self, JsonObject *entry, const char *where, GError **error)
{
  const char *name = get_text (entry, "expect");

  for (guint i = 0; i < G_N_ELEMENTS (action_forms); i++)
    if (g_strcmp0 (name, action_forms[i].name) == 0)
      return read_action (self, entry, i, where, error);
  for (guint i = 0; i < G_N_ELEMENTS (other_forms); i++)
    if (g_strcmp0 (name, other_forms[i].name) == 0)
      return read_other (self, entry, i, where, error);
  return refuse (error, where, "“%s” cannot be expected", name != NULL ? name : "");
}

static gboolean
read_play (SlwHarness *self, JsonObject *root, GError **error)
{
  JsonArray *play = get_array (root, "play");

  if (play == NULL || json_array_get_length (play) == 0)
    return refuse (error, "play", "there is none");
  for (guint i = 0; i < json_array_get_length (play); i++) {
    JsonNode *node = json_array_get_element (play, i);
    g_autofree char *where = g_strdup_printf ("play %u", i + 1);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return refuse (error, where, "is no object");
    if (!read_entry (self, json_node_get_object (node), where, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
find_severity (const char *name, SlwSeverity *severity)
{
  for (int i = SLW_SEVERITY_INFO; name != NULL && i <= SLW_SEVERITY_INHIBITOR; i++)
    if (g_str_equal (name, slw_severity_to_string (i))) {
      *severity = i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_findings (SlwHarness *self, JsonObject *root, GError **error)
{
  JsonArray *findings = get_array (root, "findings");

  for (guint i = 0; findings != NULL && i < json_array_get_length (findings); i++) {
    JsonObject *finding = json_array_get_object_element (findings, i);
    SlwSeverity severity;
    if (finding == NULL || !check_keys (finding, "findings", "severity id title", error))
      return finding != NULL ? FALSE : refuse (error, "findings", "one is no object");
    if (!find_severity (get_text (finding, "severity"), &severity) || get_text (finding, "id") == NULL)
      return refuse (error, "findings", "each has a severity and an id");
    slw_harness_expect_finding (self, severity, get_text (finding, "id"), get_text (finding, "title"));
  }
  return TRUE;
}

static void
read_shown (SlwHarness *self, JsonObject *root)
{
  JsonArray *notes = get_array (root, "notes");
  JsonObject *progress = get_object (root, "progress");
  g_autoptr (GList) members = progress != NULL ? json_object_get_members (progress) : NULL;

  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    slw_harness_expect_note (self, json_array_get_string_element (notes, i));
  for (GList *l = members; l != NULL; l = l->next)
    slw_harness_expect_progress (self, (double) get_number (progress, l->data, -1), l->data);
}

static gboolean
read_root (SlwHarness *self, JsonObject *root, GError **error)
{
  if (get_number (root, "transcript", 0) != SLW_TRANSCRIPT_FORMAT)
    return refuse (error, "transcript", "the format is not %d", SLW_TRANSCRIPT_FORMAT);
  if (!check_keys (root, "root", "transcript about platform settings servers step play outputs findings notes progress",
                   error))
    return FALSE;
  if (get_text (root, "platform") != NULL)
    slw_harness_name_platform (self, get_text (root, "platform"));
  if (!read_pairs (self, root, "settings", slw_harness_set_setting, error) || !read_servers (self, root, error)
      || !read_step (self, root, error) || !read_play (self, root, error) || !read_findings (self, root, error))
    return FALSE;
  read_shown (self, root);
  return read_pairs (self, root, "outputs", slw_harness_expect_output, error);
}

gboolean
slw_harness_read_transcript (SlwHarness *self, const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  g_free (self->folder);
  self->folder = g_path_get_dirname (path);
  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse (error, "root", "is no object");
  return read_root (self, json_node_get_object (root), error);
}

gboolean
slw_harness_play_transcript (SlwHarness *harness, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (slw_harness_read_transcript (harness, path, error) && slw_harness_play_twice (harness, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}
