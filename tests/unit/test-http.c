/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "http-kit.h"

static void
assert_answer (HttpKit *kit, const char *path, int status, const char *body)
{
  g_autoptr (SlwResult) result = http_kit_get (kit, path);

  g_assert_cmpint (slw_result_get_status (result), ==, status);
  g_assert_cmpstr (slw_result_get_output (result), ==, body);
  g_assert_cmpuint (slw_result_get_output_length (result), ==, strlen (body));
  g_assert_cmpstr (slw_result_get_errors (result), ==, "");
  g_assert_false (slw_result_is_truncated (result));
}

static void
test_answers (HttpKit *kit, gconstpointer data)
{
  assert_answer (kit, "/void", 200, "");
  assert_answer (kit, "/none", 204, "");
  assert_answer (kit, "/fault", 500, "{\"errorCode\":\"SQL_ERROR\",\"message\":\"it broke\"}");
  assert_answer (kit, "/nowhere", 404, "{\"errorCode\":\"NOT_FOUND\"}");
  assert_answer (kit, "/redirect", 302, "");
  g_assert_cmpuint (http_kit_count_requests (kit, ""), ==, 5);
}

/* Without an answer: an error, or a status when the action can live with it. */
static void
assert_no_answer (HttpKit *kit, const char *path, SlwError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", path);

  slw_action_set_timeout (action, 1);
  g_assert_null (http_kit_send (kit->http, action, NULL, &error));
  g_assert_error (error, SLW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);

  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  g_autoptr (SlwResult) result = http_kit_send (kit->http, action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, SLW_STATUS_NO_ANSWER);
  g_assert_cmpstr (slw_result_get_output (result), ==, "");
  g_assert_nonnull (strstr (slw_result_get_errors (result), words));
}

static void
test_no_answer (HttpKit *kit, gconstpointer data)
{
  assert_no_answer (kit, "/slow", SLW_ERROR_TIMED_OUT, "timed out");
  assert_no_answer (kit, "/stalled", SLW_ERROR_TIMED_OUT, "timed out");
  assert_no_answer (kit, "/reset", SLW_ERROR_UNREACHABLE, "");
  assert_no_answer (kit, "/half", SLW_ERROR_UNREACHABLE, "");
  assert_no_answer (kit, "/garbage", SLW_ERROR_UNREACHABLE, "");
  kit->port = 1; /* nobody listens there */
  assert_no_answer (kit, "/echo", SLW_ERROR_UNREACHABLE, "refused");
}

static void
test_no_tls (HttpKit *kit, gconstpointer data)
{
  assert_no_answer (kit, "/echo", SLW_ERROR_UNREACHABLE, "SSL");
  g_assert_cmpuint (http_kit_count_requests (kit, ""), ==, 0);
}

static void
test_no_name (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");

  /* too long for a label of a name, so that no name server is asked */
  g_autofree char *name = g_strnfill (64, 'a');
  slw_action_set_connect_to (action, name);
  g_assert_null (http_kit_send (kit->http, action, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
}

static gboolean
on_cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (HttpKit *kit, gconstpointer data)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/slow");

    if (i == 0)
      g_cancellable_cancel (cancellable);
    else
      g_timeout_add (i == 1 ? 1 : 300, on_cancel, cancellable);
    g_assert_null (http_kit_send (kit->http, action, cancellable, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  }
  assert_answer (kit, "/void", 200, "");
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) answer = slw_http_send_finish (SLW_HTTP (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (answer), ==, 200);
  *(guint *) user_data += 1;
}

/* Side by side, and the client is let go of while they are on their way. */
static void
test_many (HttpKit *kit, gconstpointer data)
{
  guint done = 0;
  guint deadline = g_timeout_add_seconds (HTTP_KIT_DEADLINE, http_kit_on_deadline, NULL);

  for (guint i = 0; i < 40; i++) {
    g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");

    slw_http_send_async (kit->http, action, NULL, on_answer, &done);
  }
  g_clear_object (&kit->http);
  while (done < 40)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpuint (http_kit_count_requests (kit, "GET /echo"), ==, 40);
}

static void
test_keep_alive (HttpKit *kit, gconstpointer data)
{
  g_autofree char *log = NULL;

  assert_answer (kit, "/void", 200, "");
  assert_answer (kit, "/void", 200, "");
  g_assert_true (g_file_get_contents (kit->log, &log, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (log, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, lines[1]); /* the same port of ours */
}

/* The server takes the second request of a connection, and goes without a word. What only reads may be asked again; what
 * changes something must not have been sent twice. */
static void
test_once (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwAction) change = http_kit_action (kit, SLW_EFFECT_MUTATE, "POST", "/echo");

  assert_answer (kit, "/vanish", 200, "{}");
  g_autoptr (SlwResult) result = http_kit_send (kit->http, change, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 200);
  g_assert_cmpuint (http_kit_count_requests (kit, "POST /echo"), ==, 1);

  assert_answer (kit, "/vanish", 200, "{}");
  assert_answer (kit, "/void", 200, "");
  g_assert_cmpuint (http_kit_count_requests (kit, "GET /void"), ==, 2);
}

/* On a context of its own: nothing of it runs on the default one. */
static void
test_context (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  guint done = 0;

  g_main_context_push_thread_default (context);
  g_autoptr (SlwHttp) http = slw_http_new (kit->ca_file);
  slw_http_send_async (http, action, NULL, on_answer, &done);
  gint64 deadline = g_get_monotonic_time () + HTTP_KIT_DEADLINE * G_USEC_PER_SEC;
  while (done == 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_assert_cmpuint (done, ==, 1);
}

/* Proxies of the environment are for browsers. */
static void
test_no_proxy (HttpKit *kit, gconstpointer data)
{
  const char *names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], "http://127.0.0.1:1", TRUE);
  assert_answer (kit, "/void", 200, "");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
}

#define ADD(name, certificate, function) \
  g_test_add ("/http/" name, HttpKit, certificate, http_kit_set_up, function, http_kit_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  http_kit_make_certificates ();
  ADD ("answers", "right", test_answers);
  ADD ("no-answer", "right", test_no_answer);
  ADD ("no-tls", "-", test_no_tls);
  ADD ("no-name", "right", test_no_name);
  ADD ("cancel", "right", test_cancel);
  ADD ("many", "right", test_many);
  ADD ("keep-alive", "right", test_keep_alive);
  ADD ("once", "right", test_once);
  ADD ("context", "right", test_context);
  ADD ("no-proxy", "right", test_no_proxy);

  int status = g_test_run ();
  http_kit_remove_certificates ();
  return status;
}
