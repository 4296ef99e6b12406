/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-answer.h"

#include "slw-json.h"

#include <string.h>

#define MAX_MESSAGE 400

/* ErrorCode of BlueMind, and what it means to the operator. Everything else is SLW_ERROR_FAILED. */
static const struct {
  const char *code;
  SlwError error;
} meanings[] = {
  { "PERMISSION_DENIED", SLW_ERROR_DENIED }, { "AUTHENTICATION_FAIL", SLW_ERROR_DENIED },
  { "NOT_GLOBAL_ADMIN", SLW_ERROR_DENIED },  { "FORBIDDEN", SLW_ERROR_DENIED },
  { "NOT_FOUND", SLW_ERROR_NOT_FOUND },      { "SERVER_NOT_FOUND", SLW_ERROR_NOT_FOUND },
  { "INVALID_LICENSE", SLW_ERROR_REFUSED },  { "OPERATION_ALREADY_RUNNING", SLW_ERROR_LOCKED },
  { "TIMEOUT", SLW_ERROR_TIMED_OUT },
};

static char *
dup_safe (const char *text, gsize length)
{
  g_autofree char *cut = g_strndup (text, MIN (length, MAX_MESSAGE));
  g_autofree char *safe = slw_text_escape (cut, -1);

  return slw_redact (g_strstrip (safe));
}

static const char *
plain_words (int status)
{
  switch (status) {
  case SLW_STATUS_NO_ANSWER:
    return "no answer";
  case 401:
    return "the session or token is not valid";
  case 403:
    return "not allowed";
  case 404:
    return "not found";
  case 502:
  case 503:
  case 504:
    return "the web server answers, but the core behind it does not";
  default:
    return "an error without a text";
  }
}

static const char *
plain_code (int status)
{
  return status == 401   ? "AUTHENTICATION_FAIL"
         : status == 403 ? "PERMISSION_DENIED"
         : status == 404 ? "NOT_FOUND"
                         : "UNKNOWN";
}

/* {"errorCode", "errorType", "message"}; for an unknown route a serialised Java exception with "code" instead. */
static void
read_fault (SlwAnswer *self)
{
  g_autoptr (JsonNode) node = slw_json_parse (self->body, self->length, NULL);
  JsonObject *fault = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *code = slw_json_get_string (fault, "errorCode");
  const char *message = slw_json_get_string (fault, "message");

  self->unknown_route
      = self->status == 500 && code == NULL && fault != NULL && slw_json_get_string (fault, "code") != NULL;
  self->code = code != NULL ? dup_safe (code, strlen (code)) : g_strdup (plain_code (self->status));
  self->message = message != NULL ? dup_safe (message, strlen (message)) : g_strdup (plain_words (self->status));
}

SlwAnswer *
slw_answer_new (const SlwResult *result)
{
  SlwAnswer *self = g_new0 (SlwAnswer, 1);

  self->status = slw_result_get_status (result);
  self->assumed = slw_result_is_assumed (result);
  self->good = self->status >= 200 && self->status < 300;
  self->down = self->status == SLW_STATUS_NO_ANSWER || (self->status >= 502 && self->status <= 504);
  self->length = slw_result_get_output_length (result);
  self->body = g_memdup2 (slw_result_get_output (result), self->length + 1);
  if (!self->good)
    read_fault (self);
  else if (slw_result_is_truncated (result))
    self->length = SLW_JSON_MAX_LENGTH + 1; /* its middle is missing: no parser may see it */
  return self;
}

SlwAnswer *
slw_answer_new_assumed (const char *body)
{
  SlwAnswer *self = g_new0 (SlwAnswer, 1);

  self->status = 200;
  self->good = TRUE;
  self->assumed = TRUE;
  self->body = g_strdup (body != NULL ? body : "");
  self->length = strlen (self->body);
  return self;
}

void
slw_answer_free (SlwAnswer *self)
{
  g_free (self->code);
  g_free (self->message);
  explicit_bzero (self->body, strlen (self->body)); /* a login's answer holds a key */
  g_free (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

gboolean
slw_answer_is_empty (const SlwAnswer *self)
{
  return self->length == 0 || (self->length == 4 && memcmp (self->body, "null", 4) == 0);
}

static gboolean
parse (SlwAnswer *self, JsonNodeType type, const char *what, GError **error)
{
  if (self->json == NULL)
    self->json = slw_json_parse (self->body, self->length, error);
  if (self->json == NULL)
    return FALSE;
  if (JSON_NODE_TYPE (self->json) == type)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the answer is not %s", what);
  return FALSE;
}

JsonObject *
slw_answer_get_object (SlwAnswer *self, GError **error)
{
  return parse (self, JSON_NODE_OBJECT, "an object", error) ? json_node_get_object (self->json) : NULL;
}

JsonArray *
slw_answer_get_array (SlwAnswer *self, GError **error)
{
  return parse (self, JSON_NODE_ARRAY, "a list", error) ? json_node_get_array (self->json) : NULL;
}

char *
slw_answer_dup_string (SlwAnswer *self, GError **error)
{
  const char *text = NULL;

  if (self->length > 0 && self->body[0] == '"') {
    if (!parse (self, JSON_NODE_VALUE, "a text", error))
      return NULL;
    text = slw_json_node_string (self->json);
  } else if (self->length <= SLW_JSON_MAX_LENGTH && strlen (self->body) == self->length
             && g_utf8_validate (self->body, -1, NULL)) {
    text = self->body;
  }
  if (text == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the answer is no text");
  return g_strdup (text);
}

static SlwError
find_meaning (const SlwAnswer *self)
{
  if (self->down)
    return SLW_ERROR_UNREACHABLE;
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (self->code, meanings[i].code))
      return meanings[i].error;
  return SLW_ERROR_FAILED;
}

void
slw_answer_set_error (const SlwAnswer *self, const char *what, GError **error)
{
  if (self->unknown_route)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: this version of BlueMind has no such call (%s)", what,
                 self->message);
  else if (self->status == SLW_STATUS_NO_ANSWER || self->down)
    g_set_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: %s", what, self->message);
  else
    g_set_error (error, SLW_ERROR, find_meaning (self), "%s: %s (%s, status %d)", what, self->message, self->code,
                 self->status);
}
