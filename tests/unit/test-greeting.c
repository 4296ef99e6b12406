/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/tcp/slw-greeting.h"

#include <slipway/slw-error.h>

#include "tests/unit/greeter-kit.h"

#define PATIENCE 60 /* seconds */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("nothing came within %d seconds", PATIENCE);
  return G_SOURCE_REMOVE;
}

static SlwResult *
read_greeting (SlwAction *action, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint deadline = g_timeout_add_seconds (PATIENCE, on_deadline, NULL);

  slw_greeting_read_async (action, "127.0.0.1", cancellable, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  return slw_greeting_read_finish (result, error);
}

static void
test_right (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, "220 mail.example.test ESMTP\r\n250 more\r\n");
  action = slw_action_new_connect ("smtp", kit.port, "220", "QUIT\r\n");
  result = read_greeting (action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 0);
  g_assert_cmpstr (slw_result_get_output (result), ==, "220 mail.example.test ESMTP");
  while (kit.heard->len < 6)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (kit.heard->str, ==, "QUIT\r\n");
  greeter_kit_clear (&kit);
}

/* A service that says that it cannot serve now is not up. */
static void
test_wrong (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, "421 too busy\r\n");
  action = slw_action_new_connect ("smtp", kit.port, "220", NULL);
  result = read_greeting (action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 1);
  g_assert_cmpstr (slw_result_get_output (result), ==, "421 too busy");
  greeter_kit_clear (&kit);
}

/* A line without an end is cut. */
static void
test_long (void)
{
  GreeterKit kit = { NULL };
  g_autofree char *greeting = g_strnfill (100 * 1024, '2');
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, greeting);
  action = slw_action_new_connect ("smtp", kit.port, "22", NULL);
  result = read_greeting (action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 0);
  g_assert_cmpuint (slw_result_get_output_length (result), ==, 512);
  greeter_kit_clear (&kit);
}

static void
test_closed (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, NULL);
  kit.hang_up = TRUE;
  action = slw_action_new_connect ("smtp", kit.port, "220", NULL);
  result = read_greeting (action, NULL, &error);
  g_assert_null (result);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  greeter_kit_clear (&kit);
}

/* Nobody there: an error, or an answer for who can live with it. */
static void
test_refused (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) none = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, NULL);
  greeter_kit_stop (&kit);
  action = slw_action_new_connect ("imap", kit.port, "* OK", NULL);
  none = read_greeting (action, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_true (g_str_has_prefix (error->message, "connect to port "));
  g_clear_error (&error);
  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  result = read_greeting (action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, SLW_STATUS_NO_ANSWER);
  g_assert_nonnull (strstr (slw_result_get_errors (result), "refused"));
  greeter_kit_clear (&kit);
}

static void
test_silent (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, NULL);
  action = slw_action_new_connect ("smtp", kit.port, "220", NULL);
  slw_action_set_timeout (action, 1);
  result = read_greeting (action, NULL, &error);
  g_assert_null (result);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  greeter_kit_clear (&kit);
}

static gboolean
on_cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  GreeterKit kit = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&kit, 0, NULL);
  action = slw_action_new_connect ("smtp", kit.port, "220", NULL);
  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  g_idle_add (on_cancel, cancellable);
  result = read_greeting (action, cancellable, &error);
  g_assert_null (result);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  greeter_kit_clear (&kit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/greeting/right", test_right);
  g_test_add_func ("/greeting/wrong", test_wrong);
  g_test_add_func ("/greeting/long", test_long);
  g_test_add_func ("/greeting/closed", test_closed);
  g_test_add_func ("/greeting/refused", test_refused);
  g_test_add_func ("/greeting/silent", test_silent);
  g_test_add_func ("/greeting/cancelled", test_cancelled);
  return g_test_run ();
}
