/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-facts-reader.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/engine-kit.h"

#define ONE_STEP "[pipeline]\n[step only]\nKind=zoo.good\n"

typedef struct {
  EngineKit kit;
  KitTransport *one;
  SlwServer *server;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  fixture->one = engine_kit_add_server (&fixture->kit, "one", "main");
  engine_kit_begin (&fixture->kit, ONE_STEP);
  fixture->server = slw_platform_find_server (fixture->kit.platform, "one");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  engine_kit_tear_down (&fixture->kit, NULL);
}

static gboolean
read_facts (Fixture *fixture, char **text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_facts_reader_read_async (fixture->kit.run->dispatcher, fixture->server, fixture->kit.cancellable,
                               engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_facts_reader_read_finish (result, text, error);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (read_facts (fixture, &text, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, SLW_FACTS_BEGIN "\n"));
  g_assert_cmpstr (slw_facts_get (slw_server_get_facts (fixture->server), "os.codename"), ==, "bookworm");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, SLW_FACTS_BEGIN), ==, 1);
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0); /* one round trip */
  g_assert_true (read_facts (fixture, NULL, &error));
}

/* Half an answer, or none of ours, leaves a server without facts rather than with wrong ones. */
static void
test_bad (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[]
      = { "", "welcome to one!\n", SLW_FACTS_BEGIN "\nos.id=debian\n", SLW_FACTS_BEGIN "\nos.id\n" SLW_FACTS_END "\n" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GError) error = NULL;

    kit_transport_answer (fixture->one, SLW_FACTS_BEGIN, 0, answers[i], -1, "");
    g_assert_false (read_facts (fixture, NULL, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "the answer to the question for its facts cannot be used: "));
    g_assert_null (slw_server_get_facts (fixture->server));
  }
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) gone = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "no route to host");
  g_autoptr (GError) error = NULL;

  kit_transport_refuse (fixture->one, gone);
  g_assert_false (read_facts (fixture, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_cmpstr (error->message, ==, "no route to host");
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit_transport_hang (fixture->one, SLW_FACTS_BEGIN);
  g_idle_add (cancel, fixture->kit.cancellable);
  g_assert_false (read_facts (fixture, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/facts-reader/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/facts-reader/bad", Fixture, NULL, set_up, test_bad, tear_down);
  g_test_add ("/facts-reader/unreachable", Fixture, NULL, set_up, test_unreachable, tear_down);
  g_test_add ("/facts-reader/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  return g_test_run ();
}
