/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-answer.h"

#include <string.h>

#include "core/api/slw-result-private.h"

static SlwAnswer *
answer (int status, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (SlwResult) result = slw_result_new (status, bytes, NULL);

  return slw_answer_new (result);
}

static void
test_good (void)
{
  g_autoptr (SlwAnswer) empty = answer (200, "");
  g_autoptr (SlwAnswer) null = answer (200, "null");
  g_autoptr (SlwAnswer) list = answer (200, "[1]");
  g_autoptr (GError) error = NULL;

  g_assert_true (empty->good && slw_answer_is_empty (empty));
  g_assert_true (slw_answer_is_empty (null));
  g_assert_false (slw_answer_is_empty (list));
  g_assert_nonnull (slw_answer_get_array (list, &error));
  g_assert_no_error (error);
  g_assert_null (slw_answer_get_object (list, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

static void
test_string (void)
{
  g_autoptr (SlwAnswer) quoted = answer (200, "\"CORE_STATE_RUNNING\"");
  g_autoptr (SlwAnswer) raw = answer (200, "CORE_STATE_RUNNING");
  g_autoptr (SlwAnswer) bad = answer (200, "\xff");
  g_autoptr (SlwAnswer) half = answer (200, "\"\\ud800\"");
  g_autoptr (SlwAnswer) open = answer (200, "\"open");
  g_autoptr (GError) error = NULL;
  g_autofree char *a = slw_answer_dup_string (quoted, NULL);
  g_autofree char *b = slw_answer_dup_string (raw, NULL);

  g_assert_cmpstr (a, ==, "CORE_STATE_RUNNING");
  g_assert_cmpstr (b, ==, "CORE_STATE_RUNNING");
  g_assert_null (slw_answer_dup_string (bad, NULL));
  g_assert_null (slw_answer_dup_string (half, NULL));
  g_assert_null (slw_answer_dup_string (open, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

static void
test_faults (void)
{
  static const struct {
    int status;
    const char *body;
    SlwError code;
    const char *pattern;
  } cases[] = {
    { 403, "{\"errorCode\":\"PERMISSION_DENIED\",\"message\":\"no\"}", SLW_ERROR_DENIED,
      "x: no (PERMISSION_DENIED, status 403)" },
    { 500, "{\"errorCode\":\"NOT_GLOBAL_ADMIN\",\"message\":\"only admin0\"}", SLW_ERROR_DENIED, "*only admin0*" },
    { 500, "{\"errorCode\":\"ALREADY_EXISTS\",\"message\":null}", SLW_ERROR_FAILED,
      "x: an error without a text (ALREADY_EXISTS*" },
    { 404, "{\"errorCode\":\"NOT_FOUND\",\"message\":\"m\"}", SLW_ERROR_NOT_FOUND, "*" },
    { 404, "", SLW_ERROR_NOT_FOUND, "*not found*" },
    { 401, "", SLW_ERROR_DENIED, "*not valid*" },
    { 500, "{\"errorType\":\"NullPointerException\",\"message\":null}", SLW_ERROR_FAILED, "*UNKNOWN*" },
    { 500, "{\"code\":\"NOT_FOUND\",\"message\":\"no service registered on GET /api/x\"}", SLW_ERROR_FAILED,
      "x: this version of BlueMind has no such call*" },
    { 502, "<html>Bad Gateway", SLW_ERROR_UNREACHABLE, "x: the web server answers, but the core behind it does not" },
    { SLW_STATUS_NO_ANSWER, "", SLW_ERROR_UNREACHABLE, "x: no answer" },
    { 500, "{\"errorCode\":\"INVALID_LICENSE\",\"message\":\"\"}", SLW_ERROR_REFUSED, "*" },
    { 500, "[]", SLW_ERROR_FAILED, "*" },
    { 500, "{\"errorCode\":[1],\"message\":{}}", SLW_ERROR_FAILED, "*" },
    { 500, "{\"errorCode\":\"\\u001b[31m\",\"message\":\"a\\u0007\"}", SLW_ERROR_FAILED, "x: a\\x07 (\\x1b?31m*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwAnswer) fault = answer (cases[i].status, cases[i].body);
    g_autoptr (GError) error = NULL;
    g_assert_false (fault->good);
    slw_answer_set_error (fault, "x", &error);
    g_assert_error (error, SLW_ERROR, (int) cases[i].code);
    if (!g_pattern_match_simple (cases[i].pattern, error->message))
      g_error ("“%s” is not “%s”", error->message, cases[i].pattern);
  }
}

static void
test_long_message (void)
{
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autofree char *body = g_strdup_printf ("{\"errorCode\":\"FAILURE\",\"message\":\"%s\"}", text);
  g_autoptr (SlwAnswer) fault = answer (500, body);

  g_assert_cmpuint (strlen (fault->message), ==, 400);
}

static void
test_truncated (void)
{
  g_autoptr (SlwResult) result = slw_result_new (200, NULL, NULL);
  g_autoptr (SlwAnswer) cut = NULL;
  g_autoptr (GError) error = NULL;

  slw_result_set_truncated (result, TRUE);
  cut = slw_answer_new (result);
  g_assert_null (slw_answer_get_array (cut, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_null (slw_answer_dup_string (cut, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/good", test_good);
  g_test_add_func ("/answer/string", test_string);
  g_test_add_func ("/answer/faults", test_faults);
  g_test_add_func ("/answer/long-message", test_long_message);
  g_test_add_func ("/answer/truncated", test_truncated);
  return g_test_run ();
}
