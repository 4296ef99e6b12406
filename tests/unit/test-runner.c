/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/runner-kit.h"

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJournalRun) row = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *facts = NULL;
  g_autoptr (GHashTable) outputs = NULL;

  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  g_assert_true (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_true (engine_kit_has_file (&fixture->kit, "two"));
  g_assert_true (engine_kit_has_file (&fixture->kit, "three"));
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 3);
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 3);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "done");
  g_assert_cmpstr (row->mode, ==, "run");
  g_assert_cmpstr (row->ceiling, ==, "MUTATE");
  g_assert_cmpstr (row->pipeline, ==, "kit");
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpuint (steps->len, ==, 6);
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "look")->outcome, ==, "done");
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "look")->message, ==, "two was looked at");
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "look")->plugin, ==, "scripted");
  outputs
      = slw_journal_get_outputs (fixture->kit.journal, engine_kit_find_row (steps, "two", "look")->id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (outputs, "what"), ==, "seen on two");
  facts = slw_journal_get_facts (fixture->kit.journal, fixture->kit.run->id, "two", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (facts, "os.codename=bookworm"));
  g_assert_cmpstr (
      slw_facts_get (slw_server_get_facts (slw_platform_find_server (fixture->kit.platform, "two")), "os.family"), ==,
      "debian");
}

/* The events of a run, for those who watch. */
static void
test_events (Fixture *fixture, gconstpointer data)
{
  EngineKit *kit = &fixture->kit;

  engine_kit_begin (kit, TOUCH);
  engine_kit_run_well (kit);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_RUN_STARTED, kit->run->id), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_RUN_STARTED, "'servers': <['one', 'two', 'three']>"), ==,
                    1);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_SERVER_STATE, "'connecting'"), ==, 3);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_SERVER_STATE, "'connected'"), ==, 3);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_STARTED, "'plugin': <'scripted'>"), ==, 6);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_FINISHED, "'outcome': <'done'>"), ==, 6);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_FINISHED, "'mutations': <uint32 1>"), ==, 3);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_ACTION_STARTED, "'effect': <'MUTATE'>"), ==, 3);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_RUN_FINISHED, "'outcome': <'done'>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, NULL, "'time': <int64 "), ==, kit->events->len);
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin_plan (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "two"));
  g_assert_cmpuint (count_sent (fixture), ==, 3); /* the READs */
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 3);
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_STARTED, "echo seen on two >"), ==, 1);
  row = find_run (fixture);
  g_assert_cmpstr (row->mode, ==, "plan");
  g_assert_cmpstr (row->ceiling, ==, "READ");
}

#define ASSUMING                                                                                        \
  "[pipeline]\n"                                                                                        \
  "[step make]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- touch ${set.dir}/made\n"                \
  "[step read]\nKind=scripted.do\nRoles=main\nParam.1=READ -- cat ${set.dir}/made\nParam.2=DONE read\n" \
  "[step other]\nKind=scripted.do\nRoles=mailbox\nAfter=make\nParam.1=READ -- cat ${set.dir}/made\n"    \
  "[step free]\nKind=scripted.do\nRoles=mailbox\nParam.1=READ -- cat ${set.dir}/nothing\n"

/* In a plan, a READ of something that was only assumed, on this server or on one that it waits for, is assumed too. */
static void
test_plan_reads_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->kit.folder, "nothing", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  engine_kit_begin_plan (&fixture->kit, ASSUMING);
  engine_kit_run_well (&fixture->kit);
  g_assert_cmpint (get_outcome (fixture, "one", "read"), ==, SLW_OUTCOME_DONE);
  g_assert_cmpint (get_outcome (fixture, "two", "other"), ==, SLW_OUTCOME_DONE);
}

#define READ_FAILS "[pipeline]\n[step look]\nKind=scripted.do\nRoles=main\nParam.1=READ -- cat ${set.dir}/absent\n"

static void
test_plan_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin_plan (&fixture->kit, READ_FAILS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

#define DOWNLOAD                                                                           \
  "[pipeline]\n"                                                                           \
  "[step fetch]\nKind=scripted.do\nRoles=main\nParam.1=CACHE -- touch ${set.dir}/cached\n" \
  "Param.2=MUTATE -- touch ${set.dir}/changed\nParam.3=CACHE -- touch ${set.dir}/late\n"   \
  "[step next]\nKind=scripted.do\nRoles=main\nParam.1=CACHE -- touch ${set.dir}/next\n"

static void
test_download_only (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, DOWNLOAD);
  fixture->kit.run->ceiling = SLW_EFFECT_CACHE;
  engine_kit_run_well (&fixture->kit);
  g_assert_true (engine_kit_has_file (&fixture->kit, "cached"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "changed"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "late"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "next"));
  g_assert_cmpint (get_outcome (fixture, "one", "fetch"), ==, SLW_OUTCOME_CEILING);
  g_assert_cmpint (get_outcome (fixture, "one", "next"), ==, SLW_OUTCOME_CEILING);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "'outcome': <'ceiling'>"), ==, 2);
}

/* Values from step to step and from server to server. */

#define VALUES                                                                                                \
  "[pipeline]\n"                                                                                              \
  "[step token]\nKind=scripted.do\nRoles=main\nOnce=true\nParam.1=READ -- echo 4711\nParam.2=OUTPUT number\n" \
  "[step use]\nKind=scripted.do\nRoles=mailbox\nAfter=token\n"                                                \
  "Param.1=MUTATE -- echo ${main/token.number} ${server.fact.os.codename} ${platform.name} "                  \
  ">${set.dir}/${server.name}\n"

static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->kit.folder, "three", NULL);
  g_autofree char *content = NULL;

  engine_kit_begin (&fixture->kit, VALUES);
  engine_kit_run_well (&fixture->kit);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "4711 bookworm kit\n");
}

#define OPEN \
  "[pipeline]\n[step use]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- echo ${set.colour} >${set.dir}/made\n"

static void
test_open_reference (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, OPEN);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "one: step “use”: Param.1: "));
  g_assert_nonnull (strstr (error->message, "set.colour"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "made"));
}

int
main (int argc, char **argv)
{
  static const RunnerTest tests[] = {
    { "good", test_good },
    { "events", test_events },
    { "plan", test_plan },
    { "plan-reads-on", test_plan_reads_on },
    { "plan-fails", test_plan_fails },
    { "download-only", test_download_only },
    { "values", test_values },
    { "open-reference", test_open_reference },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
