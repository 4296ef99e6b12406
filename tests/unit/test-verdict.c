/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-verdict.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-server-private.h"

typedef struct {
  GPtrArray *servers;
  SlwPipeline *pipeline;
  SlwSchedule *schedule;
  SlwRun run; /* only what the verdict looks at */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "[pipeline]\n[step one]\nKind=x.y\nOnFailure=continue\n";
  const char *const roles[] = { "x", NULL };

  fixture->servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fixture->servers, slw_server_new ("a", "a", roles, slw_login_new ()));
  g_ptr_array_add (fixture->servers, slw_server_new ("b", "b", roles, slw_login_new ()));
  fixture->pipeline = slw_pipeline_parse (text, strlen (text), "t.pipeline", NULL);
  fixture->schedule = slw_schedule_new (fixture->pipeline, fixture->servers, 9);
  fixture->run.changed = g_hash_table_new (NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->schedule);
  g_clear_object (&fixture->pipeline);
  g_ptr_array_unref (fixture->servers);
  g_hash_table_unref (fixture->run.changed);
}

static void
end (Fixture *fixture, int code, const char *message)
{
  SlwNode *node = slw_schedule_take (fixture->schedule);

  if (message != NULL)
    g_set_error_literal (&node->error, SLW_ERROR, code, message);
  slw_schedule_finish (fixture->schedule, node, message != NULL ? SLW_OUTCOME_FAILED : SLW_OUTCOME_DONE);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  end (fixture, 0, NULL);
  end (fixture, 0, NULL);
  g_assert_true (slw_verdict_of_schedule (&fixture->run, fixture->schedule, &error));
  g_assert_cmpstr (slw_verdict_get_outcome (&fixture->run, error), ==, "done");
}

static void
test_worst (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  end (fixture, SLW_ERROR_UNREACHABLE, "gone");
  end (fixture, SLW_ERROR_VERIFY, "mail does not flow");
  g_assert_false (slw_verdict_of_schedule (&fixture->run, fixture->schedule, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
  g_assert_nonnull (strstr (error->message, "a: step “one”: gone"));
  g_assert_nonnull (strstr (error->message, "b: step “one”: mail does not flow"));
  g_assert_nonnull (strstr (error->message, "Nothing was changed"));
}

/* Refused means that nothing was changed; after a change it is a failure. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;

  end (fixture, SLW_ERROR_REFUSED, "exim4 would go");
  end (fixture, 0, NULL);
  g_assert_false (slw_verdict_of_schedule (&fixture->run, fixture->schedule, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (slw_verdict_get_outcome (&fixture->run, error), ==, "refused");
  g_hash_table_add (fixture->run.changed, fixture->servers);
  g_assert_false (slw_verdict_of_schedule (&fixture->run, fixture->schedule, &late));
  g_assert_error (late, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (late->message, "1 server had been changed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/verdict/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/verdict/worst", Fixture, NULL, set_up, test_worst, tear_down);
  g_test_add ("/verdict/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
