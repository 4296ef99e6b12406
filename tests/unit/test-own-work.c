/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-own-work.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/engine-kit.h"
#include "tests/unit/kit-own-step.h"

typedef struct {
  EngineKit kit;
  SlwNode *node;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  engine_kit_add_server (&fixture->kit, "one", "main");
  engine_kit_begin (&fixture->kit, "[pipeline]\n[step only]\nKind=zoo.good\n");
  fixture->node = engine_kit_open_node (&fixture->kit, "kit");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  engine_kit_tear_down (&fixture->kit, NULL);
}

static gboolean
work (Fixture *fixture, KitOwnStep *own, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_own_work_async (fixture->node, SLW_STEP (own), 1, fixture->kit.cancellable, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_own_work_finish (result, error);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_AT_ONCE);
  g_autoptr (GError) error = NULL;

  g_assert_true (work (fixture, own, &error));
  g_assert_no_error (error);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_AT_ONCE);
  g_autoptr (GError) error = NULL;

  own->fails = own->says_why = TRUE;
  g_assert_false (work (fixture, own, &error));
  g_assert_cmpstr (error->message, ==, "the vendor's library gave up");
  g_clear_error (&error);
  own->says_why = FALSE;
  g_assert_false (work (fixture, own, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_cmpstr (error->message, ==, "plugin kit failed and gave no reason");
}

/* Who ends when its time is up has failed, whatever it says of it. */
static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  const KitOwnEnd ends[] = { KIT_OWN_WHEN_CANCELLED, KIT_OWN_WITHOUT_FAIL };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autoptr (KitOwnStep) own = kit_own_step_new (ends[i]);
    g_autoptr (GError) error = NULL;

    g_assert_false (work (fixture, own, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
    g_assert_cmpstr (error->message, ==,
                     "plugin kit is not done after the 1 s that the step has; Timeout= in the pipeline gives it more");
    g_assert_null (own->task);
    g_assert_cmpuint (own->finishes, ==, 1);
  }
}

/* Who does not end when it is told to is waited for no longer; what it says later counts for nothing. */
static void
test_ignores (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_NEVER);
  g_autoptr (GError) error = NULL;

  g_assert_false (work (fixture, own, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_assert_true (g_str_has_prefix (error->message, "plugin kit is not done after the 1 s that the step has; "));
  g_assert_true (g_str_has_suffix (error->message, "; it was told to end, did not, and may still be at work"));
  kit_own_step_end_late (own);
  g_assert_cmpuint (own->finishes, ==, 0);
}

/* The run is gone when it calls back. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_NEVER);

  g_assert_false (work (fixture, own, NULL));
  g_clear_object (&fixture->kit.runner);
  g_clear_object (&fixture->kit.schedule);
  g_clear_pointer (&fixture->kit.run, slw_run_unref);
  kit_own_step_end_late (own);
  g_assert_cmpuint (own->finishes, ==, 0);
}

static gboolean
cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Who is cancelled says how it ended. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_WHEN_CANCELLED);
  g_autoptr (GError) error = NULL;

  g_idle_add (cancel, fixture->kit.cancellable);
  g_assert_false (work (fixture, own, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  own->end = KIT_OWN_WITHOUT_FAIL;
  g_assert_true (work (fixture, own, &error));
  g_assert_no_error (error);
}

static void
test_cancelled_and_ignores (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_NEVER);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->kit.cancellable);
  g_assert_false (work (fixture, own, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==,
                   "cancelled while plugin kit was at work; it was told to end, did not, and may still be at work");
  kit_own_step_end_late (own);
  g_assert_cmpuint (own->finishes, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "good", test_good },
    { "failure", test_failure },
    { "deadline", test_deadline },
    { "ignores", test_ignores },
    { "late", test_late },
    { "cancelled", test_cancelled },
    { "cancelled-and-ignores", test_cancelled_and_ignores },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/own-work/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
