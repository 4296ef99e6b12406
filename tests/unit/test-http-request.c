/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-request.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include <slipway/slw-error.h>

#include "http-kit.h"

/* What the server says that it was sent. */
static JsonNode *
send_and_hear (HttpKit *kit, SlwAction *action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = http_kit_send (kit->http, action, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 200);
  g_assert_cmpstr (slw_result_get_header (result, "content-TYPE"), ==, "application/json");
  g_assert_cmpstr (slw_result_get_header (result, "x-mark"), ==, "white space");
  g_assert_null (slw_result_get_header (result, "x-other"));
  JsonNode *told = json_from_string (slw_result_get_output (result), &error);
  g_assert_no_error (error);
  return told;
}

/* All headers but Host, as "Name: value|Name: value|…" in the order in which they came. */
static char *
headers_of (JsonNode *told)
{
  JsonArray *headers = json_object_get_array_member (json_node_get_object (told), "headers");
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (headers); i++) {
    JsonArray *pair = json_array_get_array_element (headers, i);
    const char *name = json_array_get_string_element (pair, 0);

    if (!g_str_equal (name, "Host"))
      g_string_append_printf (out, "%s: %s|", name, json_array_get_string_element (pair, 1));
  }
  return g_string_free (out, FALSE);
}

static void
assert_told (HttpKit *kit, SlwAction *action, const char *method, const char *headers, const char *body)
{
  g_autoptr (JsonNode) told = send_and_hear (kit, action);
  g_autofree char *got = headers_of (told);
  JsonObject *object = json_node_get_object (told);

  g_assert_cmpstr (json_object_get_string_member (object, "method"), ==, method);
  g_assert_cmpstr (json_object_get_string_member (object, "body"), ==, body);
  g_assert_cmpstr (got, ==, headers);
}

static void
test_get (HttpKit *kit, gconstpointer data)
{
  g_autoptr (SlwAction) plain = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo?a=%2F&b=c");
  g_autoptr (SlwAction) rich = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwAction) bare = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwSecret) secret = slw_secret_new ("a-s3cret-key", -1);

  assert_told (kit, plain, "GET", "Accept: application/json|", "");
  slw_action_add_header (rich, "accept", "*/*");
  slw_action_add_secret_header (rich, "X-BM-ApiKey", secret);
  slw_action_add_header (rich, "X-Empty", "");
  assert_told (kit, rich, "GET", "accept: */*|X-BM-ApiKey: a-s3cret-key|X-Empty: |", "");
  slw_action_add_header (bare, "Accept", "");
  assert_told (kit, bare, "GET", "", "");
}

static void
test_bodies (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GBytes) json = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (SlwSecret) secret = slw_secret_new ("\"the-passw0rd\"", -1);
  g_autoptr (SlwAction) put = http_kit_action (kit, SLW_EFFECT_MUTATE, "PUT", "/echo");
  g_autoptr (SlwAction) post = http_kit_action (kit, SLW_EFFECT_MUTATE, "POST", "/echo");
  g_autoptr (SlwAction) empty = http_kit_action (kit, SLW_EFFECT_MUTATE, "POST", "/echo");
  g_autoptr (SlwAction) none = http_kit_action (kit, SLW_EFFECT_DESTROY, "DELETE", "/echo");

  slw_action_set_body (put, "application/json", json);
  assert_told (kit, put, "PUT", "Content-Type: application/json|Accept: application/json|Content-Length: 7|",
               "{\"a\":1}");
  slw_action_set_secret_body (post, "application/json", secret);
  assert_told (kit, post, "POST", "Content-Type: application/json|Accept: application/json|Content-Length: 14|",
               "\"the-passw0rd\"");
  assert_told (kit, empty, "POST", "Accept: application/json|Content-Length: 0|", "");
  assert_told (kit, none, "DELETE", "Accept: application/json|", "");
}

static void
test_large_body (HttpKit *kit, gconstpointer data)
{
  gsize length = 3 * 1024 * 1024;
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_MUTATE, "POST", "/echo");

  slw_action_set_body (action, "application/octet-stream", bytes);
  slw_action_set_output_limit (action, 4 * length);
  assert_told (kit, action, "POST",
               "Content-Type: application/octet-stream|Accept: application/json|Content-Length: 3145728|", text);
}

static void
assert_invalid (HttpKit *kit, SlwAction *action, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (http_kit_send (kit->http, action, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (http_kit_count_requests (kit, ""), ==, 0);
}

static void
test_invalid (HttpKit *kit, gconstpointer data)
{
  const char *urls[] = { "https://ada:pw@mail.example.org/", "https://", "https:///path", "https://a b/" };
  g_autoptr (SlwAction) split = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwAction) name = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwAction) method = http_kit_action (kit, SLW_EFFECT_READ, "GET / HTTP/1.1\r\n", "/echo");
  g_autoptr (SlwAction) address = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwSecret) secret = slw_secret_new ("value\r\nX-Other: injected", -1);

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (SlwAction) action = slw_action_new_http (SLW_EFFECT_READ, "a test", "GET", urls[i]);

    assert_invalid (kit, action, "");
  }
  slw_action_add_secret_header (split, "X-Key", secret);
  assert_invalid (kit, split, "X-Key");
  slw_action_add_header (name, "X: y\r\nZ", "value");
  assert_invalid (kit, name, "no header");
  assert_invalid (kit, method, "no method");
  slw_action_set_connect_to (address, "127.0.0.1:1,mail.example.org");
  assert_invalid (kit, address, "no address to connect to");
}

static void
test_connect_to (HttpKit *kit, gconstpointer data)
{
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwAction) refused = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (GError) error = NULL;

  slw_action_set_connect_to (action, "localhost");
  assert_told (kit, action, "GET", "Accept: application/json|", "");
  /* the server listens on 127.0.0.1 only; so this was understood as an address */
  slw_action_set_connect_to (refused, "::1");
  g_assert_null (http_kit_send (kit->http, refused, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
}

static void
test_huge (HttpKit *kit, gconstpointer data)
{
  const gsize limits[] = { 1000, 4096, 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/huge");

    slw_action_set_output_limit (action, limits[i]);
    g_autoptr (SlwResult) result = http_kit_send (kit->http, action, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (slw_result_is_truncated (result));
    g_assert_cmpuint (slw_result_get_output_length (result), ==, limits[i]);
    g_assert_true (g_str_has_prefix (slw_result_get_output (result), "HEAD..."));
    g_assert_true (g_str_has_suffix (slw_result_get_output (result), "...TAIL"));
  }
}

static void
test_many_headers (HttpKit *kit, gconstpointer data)
{
  g_autoptr (SlwResult) result = http_kit_get (kit, "/headers");

  g_assert_cmpstr (slw_result_get_header (result, "X-0"), ==, "v\\x1b]0;hostile\\x07");
  g_assert_null (slw_result_get_header (result, "X-999"));
}

#define ADD(name, function) \
  g_test_add ("/http-request/" name, HttpKit, "right", http_kit_set_up, function, http_kit_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  http_kit_make_certificates ();
  ADD ("get", test_get);
  ADD ("bodies", test_bodies);
  ADD ("large-body", test_large_body);
  ADD ("invalid", test_invalid);
  ADD ("connect-to", test_connect_to);
  ADD ("huge", test_huge);
  ADD ("many-headers", test_many_headers);

  int status = g_test_run ();
  http_kit_remove_certificates ();
  return status;
}
