/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/runner-kit.h"

/* Before the first step: who is not there keeps everything from starting. */

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) gone = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "no route to \033[31mhost");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin (&fixture->kit, TOUCH);
  kit_transport_refuse (fixture->two, gone);
  kit_transport_refuse (fixture->three, gone);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (
      error->message, ==,
      "two: no route to \\x1b[31mhost\nthree: no route to \\x1b[31mhost\nNothing was changed on any server.");
  g_assert_cmpuint (count_sent (fixture), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_SERVER_STATE, "'failed'"), ==, 2);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "refused");
}

static void
test_no_facts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit_transport_answer (fixture->three, SLW_FACTS_BEGIN, 127, "welcome!\n", -1, "sh: not found");
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_true (g_str_has_prefix (error->message, "three: the answer to the question for its facts cannot be used: "));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
}

#define NOBODY "[pipeline]\n[step change]\nKind=scripted.do\nParam.1=MUTATE -- true\n[step odd]\nKind=zoo.decline\n"

static void
test_nobody_claims (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, NOBODY);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "one: step “odd”: "));
  g_assert_nonnull (strstr (error->message, "decline-a"));
  g_assert_null (strchr (error->message, '\033'));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
}

#define TIE "[pipeline]\n[step change]\nKind=scripted.do\nParam.1=MUTATE -- true\n[step odd]\nKind=zoo.tie\n"

static void
test_tie (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, TIE);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_nonnull (strstr (error->message, "tie-a"));
  g_assert_nonnull (strstr (error->message, "tie-b"));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
}

#define NO_NEXT "[pipeline]\n[step change]\nKind=scripted.do\nParam.1=MUTATE -- true\n[step odd]\nKind=zoo.no-next\n"

static void
test_no_next (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, NO_NEXT);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "no-next"));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
}

#define REQUIRES "[pipeline]\nRequires=edge\n[step change]\nKind=scripted.do\nParam.1=MUTATE -- true\n"
#define NO_STEP "[pipeline]\n[step change]\nKind=scripted.do\nRoles=edge\nParam.1=MUTATE -- true\n"

static void
test_servers_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) role = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin (&fixture->kit, REQUIRES);
  g_assert_false (engine_kit_run (&fixture->kit, &role));
  g_assert_error (role, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (role->message, "needs a server with the role edge, and platform kit has none"));
  engine_kit_begin (&fixture->kit, NO_STEP);
  g_assert_false (engine_kit_run (&fixture->kit, &empty));
  g_assert_error (empty, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (empty->message, "has no step for the selected servers"));
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 0);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "refused");
}

int
main (int argc, char **argv)
{
  static const RunnerTest tests[] = {
    { "unreachable", test_unreachable },
    { "no-facts", test_no_facts },
    { "nobody-claims", test_nobody_claims },
    { "tie", test_tie },
    { "no-next", test_no_next },
    { "servers-missing", test_servers_missing },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
