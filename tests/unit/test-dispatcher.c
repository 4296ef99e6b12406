/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-dispatcher.h"

#include <slipway/slw-error.h>

#include <string.h>
#include <unistd.h>

#include "core/api/slw-server-private.h"
#include "tests/unit/engine-kit.h"
#include "tests/unit/greeter-kit.h"
#include "tests/unit/kit-step.h"

#define ONE_STEP "[pipeline]\n[step only]\nKind=zoo.good\n"

typedef struct {
  EngineKit kit;
  KitTransport *one;
  SlwServer *server;
  SlwDispatcher *dispatcher;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  fixture->one = engine_kit_add_server (&fixture->kit, "one", "main");
  engine_kit_begin (&fixture->kit, ONE_STEP);
  fixture->server = slw_platform_find_server (fixture->kit.platform, "one");
  fixture->dispatcher = fixture->kit.run->dispatcher;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  engine_kit_tear_down (&fixture->kit, NULL);
}

static gboolean
end_connect (Fixture *fixture, GAsyncResult **result, GError **error)
{
  engine_kit_wait (result);
  return slw_dispatcher_connect_finish (fixture->dispatcher, *result, error);
}

static SlwResult *
send (Fixture *fixture, SlwAction *action, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_dispatcher_send_async (fixture->dispatcher, action, fixture->server, NULL, NULL, NULL, NULL,
                             engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_dispatcher_send_finish (fixture->dispatcher, result, error);
}

static SlwResult *
send_line (Fixture *fixture, const char *command, GError **error)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_READ, "try", command);

  return send (fixture, action, error);
}

/* Who comes while the server is being connected waits for the same attempt; who comes after finds it done. */
static void
test_one_attempt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;

  slw_dispatcher_connect_async (fixture->dispatcher, fixture->server, NULL, engine_kit_take_result, &first);
  slw_dispatcher_connect_async (fixture->dispatcher, fixture->server, NULL, engine_kit_take_result, &second);
  slw_dispatcher_drop (fixture->dispatcher, fixture->server); /* not one that is being made */
  g_assert_true (end_connect (fixture, &first, &error));
  g_assert_true (end_connect (fixture, &second, &error));
  slw_dispatcher_connect_async (fixture->dispatcher, fixture->server, NULL, engine_kit_take_result, &third);
  g_assert_true (end_connect (fixture, &third, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) denied = g_error_new (SLW_ERROR, SLW_ERROR_DENIED, "no key fits");
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  kit_transport_refuse (fixture->one, denied);
  slw_dispatcher_connect_async (fixture->dispatcher, fixture->server, NULL, engine_kit_take_result, &first);
  slw_dispatcher_connect_async (fixture->dispatcher, fixture->server, NULL, engine_kit_take_result, &second);
  g_assert_false (end_connect (fixture, &first, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_DENIED);
  g_assert_false (end_connect (fixture, &second, &other));
  g_assert_error (other, SLW_ERROR, SLW_ERROR_DENIED);
}

static void
test_send (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = send_line (fixture, "echo here; exit 3", &error);

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 3); /* it does not judge */
  g_assert_cmpstr (slw_result_get_output (result), ==, "here\n");
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 1);
}

/* Not on the server, and without becoming somebody else. */
static void
test_on_controller (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_READ, "try", "echo $WHERE; id -u");
  g_autofree char *expected = g_strdup_printf ("here\n%u\n", (guint) getuid ());
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  slw_action_set_on_controller (action);
  slw_action_set_env (action, "WHERE", "here");
  result = send (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_output (result), ==, expected);
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
}

/* After a lost link the next action makes a new one, by the login of the server: here to a port that nobody listens at. */
static void
test_link_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) lost = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "the link was lost");
  g_autoptr (GError) error = NULL;

  kit_transport_break (fixture->one, "true", lost);
  g_assert_null (send_line (fixture, "true", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_null (send_line (fixture, "true", &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "the link was lost");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, "true"), ==, 1);
}

/* A secret that cannot be had is said before anything is connected. */
static void
test_no_secret (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slw_dispatcher_drop (fixture->dispatcher, fixture->server);
  slw_server_edit_login (fixture->server)->password_from = g_strdup ("env:SLW_TEST_NO_SUCH_VARIABLE");
  g_assert_null (send_line (fixture, "true", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "SLW_TEST_NO_SUCH_VARIABLE"));
}

/* A request goes from here, whatever its server is. */
static void
test_http (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = slw_action_new_http (SLW_EFFECT_READ, "ask", "GET", "https://127.0.0.1:9/");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  g_assert_null (send (fixture, action, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  g_clear_error (&error);
  result = send (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, SLW_STATUS_NO_ANSWER);
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 0);
}

/* Its address is one of another network: whoever has it here is not asked. */
static void
test_behind_jump (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = slw_action_new_connect ("smtp", 25, "220", NULL);
  g_autoptr (SlwResult) none = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slw_server_edit_login (fixture->server)->jump = g_strdup ("gate");
  none = send (fixture, action, &error);
  g_assert_null (none);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "jump host"));
  g_clear_error (&error);
  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  result = send (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, SLW_STATUS_NO_ANSWER);
}

static void
test_connect_to_service (Fixture *fixture, gconstpointer data)
{
  GreeterKit greeter = { NULL };
  g_autoptr (SlwAction) action = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) error = NULL;

  greeter_kit_start (&greeter, 0, "220 here\r\n");
  action = slw_action_new_connect ("smtp", greeter.port, "220", NULL);
  result = send (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 0);
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 0);
  greeter_kit_clear (&greeter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dispatcher/one-attempt", Fixture, NULL, set_up, test_one_attempt, tear_down);
  g_test_add ("/dispatcher/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/dispatcher/send", Fixture, NULL, set_up, test_send, tear_down);
  g_test_add ("/dispatcher/on-controller", Fixture, NULL, set_up, test_on_controller, tear_down);
  g_test_add ("/dispatcher/link-lost", Fixture, NULL, set_up, test_link_lost, tear_down);
  g_test_add ("/dispatcher/no-secret", Fixture, NULL, set_up, test_no_secret, tear_down);
  g_test_add ("/dispatcher/http", Fixture, NULL, set_up, test_http, tear_down);
  g_test_add ("/dispatcher/behind-jump", Fixture, NULL, set_up, test_behind_jump, tear_down);
  g_test_add ("/dispatcher/connect-to-service", Fixture, NULL, set_up, test_connect_to_service, tear_down);
  return g_test_run ();
}
