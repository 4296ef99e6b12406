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

/* The lock. */

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJournal) other = journal_kit_open (fixture->kit.journal_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) free_error = NULL;

  journal_kit_begin_run (other, "20261122-000000-0001");
  journal_kit_flush_well (other);
  g_assert_true (slw_journal_lock (other, "kit", "20261122-000000-0001", "eve@desk", FALSE, NULL, NULL, &free_error));
  g_assert_no_error (free_error);
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "20261122-000000-0001"));
  g_assert_nonnull (strstr (error->message, "eve@desk"));
  g_assert_cmpuint (kit_transport_count_connections (fixture->one), ==, 0);
  /* who only looks needs no lock */
  engine_kit_begin_plan (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  g_assert_true (slw_journal_unlock (other, "kit", "20261122-000000-0001", &free_error));
  g_assert_no_error (free_error);
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  /* and it was given back */
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
}

/* A run of another process takes the lock once the last step has ended. */
static void
steal (SlwBus *bus, const char *topic, GVariant *payload, gpointer user_data)
{
  EngineKit *kit = user_data;
  g_autoptr (SlwJournal) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  if (!g_str_equal (topic, SLW_TOPIC_STEP_FINISHED))
    return;
  other = journal_kit_open (kit->journal_path);
  g_assert_true (slw_journal_lock (other, "kit", "20261122-000000-0001", "eve@desk", TRUE, NULL, &note, &error));
  g_assert_no_error (error);
}

#define ONE_STEP "[pipeline]\n[step change]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- true\n"

/* Who lost the lock does not say how the run ended. */
static void
test_lost_at_the_end (Fixture *fixture, gconstpointer data)
{
  EngineKit *kit = &fixture->kit;
  g_autoptr (SlwJournalRun) row = NULL;
  g_autoptr (GError) error = NULL;

  engine_kit_begin (kit, ONE_STEP);
  g_signal_connect (kit->run->bus, "event", G_CALLBACK (steal), kit);
  g_assert_false (engine_kit_run (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, !=, "done");
}

#define FAILS "[pipeline]\n[step change]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- exit 1\n"

/* Two runs of one program at once: the second finds the first, and the lock goes also when a run fails. */
static void
test_second_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwRun) second = NULL;
  g_autoptr (SlwRunner) runner = NULL;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) locked = NULL;

  engine_kit_begin (&fixture->kit, FAILS);
  second
      = slw_run_new (fixture->kit.platform, NULL, fixture->kit.pipeline, fixture->kit.registry, fixture->kit.journal);
  runner = slw_runner_new (second);
  slw_runner_run_async (fixture->kit.runner, NULL, engine_kit_take_result, &first_result);
  slw_runner_run_async (runner, NULL, engine_kit_take_result, &second_result);
  engine_kit_wait (&second_result);
  g_assert_false (slw_runner_run_finish (runner, second_result, &locked));
  g_assert_error (locked, SLW_ERROR, SLW_ERROR_LOCKED);
  engine_kit_wait (&first_result);
  g_assert_false (slw_runner_run_finish (fixture->kit.runner, first_result, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
}

/* Failures. */

#define STOPS                                                                                                        \
  "[pipeline]\n"                                                                                                     \
  "[step check]\nKind=scripted.do\nParam.1=READ -- test ${server.name} != two || { echo bad $$HOME >&2; exit 4; }\n" \
  "[step change]\nKind=scripted.do\nAfter=check\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_failure_stops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  engine_kit_begin (&fixture->kit, STOPS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "two: step “check”: line 1: “sh -c "));
  g_assert_nonnull (strstr (error->message, "ended with status 4:\nbad /"));
  g_assert_true (g_str_has_suffix (error->message, "\nNothing was changed on any server."));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_cmpint (get_outcome (fixture, "one", "check"), ==, SLW_OUTCOME_DONE);
  g_assert_cmpint (get_outcome (fixture, "one", "change"), ==, SLW_OUTCOME_BLOCKED);
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpuint (steps->len, ==, 6);
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "check")->outcome, ==, "failed");
  g_assert_cmpstr (engine_kit_find_row (steps, "one", "change")->outcome, ==, "blocked");
  g_assert_nonnull (strstr (engine_kit_find_row (steps, "one", "change")->message, "“check” on two, which is failed"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "'outcome': <'blocked'>"), ==, 3);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "failed");
}

#define CONTINUES                                      \
  "[pipeline]\n"                                       \
  "[step try]\nKind=scripted.do\nOnFailure=continue\n" \
  "Param.1=MUTATE -- test ${server.name} = one\n"      \
  "[step go]\nKind=scripted.do\nAfter=try\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_continue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "two: step “try”: "));
  g_assert_nonnull (strstr (error->message, "three: step “try”: "));
  g_assert_true (g_str_has_suffix (error->message, "3 servers had been changed before that."));
  g_assert_true (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "two"));
}

/* One failure is allowed; the second, which is one too many, stops what has not started. */
static void
test_budget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  slw_platform_set_setting (fixture->kit.platform, "run", "failure-budget", "1");
  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_BUDGET);
  g_assert_true (g_str_has_prefix (
      error->message, "2 of 3 servers failed, 1 is allowed (2 failed, 0 unreachable, 0 blocked)\ntwo: step “try”: "));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
  g_assert_cmpstr (engine_kit_find_node (&fixture->kit, "one", "go")->message, ==, "the failure budget is exceeded");
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "stopped");
  slw_platform_set_setting (fixture->kit.platform, "run", "failure-budget", "2");
  g_clear_error (&error);
  engine_kit_begin (&fixture->kit, CONTINUES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (engine_kit_has_file (&fixture->kit, "one"));
}

/* The server that fails waits until the others are in the middle of their actions. */
#define STOP_ALL                                                                                                  \
  "[pipeline]\n"                                                                                                  \
  "[step try]\nKind=scripted.do\nOnFailure=stop-all\n"                                                            \
  "Param.1=READ -- test ${server.name} != two || { until test -e ${set.dir}/one-began"                            \
  " && test -e ${set.dir}/three-began; do sleep 0.1; done; touch ${set.dir}/failed; exit 1; }\n"                  \
  "Param.2=MUTATE -- touch ${set.dir}/${server.name}-began; until test -e ${set.dir}/failed; do sleep 0.1; done;" \
  " touch ${set.dir}/${server.name}-action\n"                                                                     \
  "Param.3=WAIT 3600\nParam.4=MUTATE -- touch ${set.dir}/${server.name}-next\n"

/* What runs on the others is let go of, but the action of now is not cut off. */
static void
test_stop_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, STOP_ALL);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (engine_kit_has_file (&fixture->kit, "one-action"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one-next"));
  g_assert_nonnull (strstr (error->message, "three: step “try”: let go of after an action"));
}

static void
test_link_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) lost = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "the link was lost");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  kit_transport_break (fixture->two, "seen on two", lost);
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_cmpint (get_outcome (fixture, "two", "look"), ==, SLW_OUTCOME_UNREACHABLE);
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpstr (engine_kit_find_row (steps, "two", "look")->outcome, ==, "unreachable");
}

#define HOSTILE                                                                       \
  "[pipeline]\n"                                                                      \
  "[step look]\nKind=scripted.do\nRoles=main\nParam.1=HIDE a-secret-of-ours\n"        \
  "Param.2=READ -- printf 'a-secret-of-ours \\\\033[2J\\\\377'\nParam.3=OUTPUT raw\n" \
  "[step fail]\nKind=scripted.do\nRoles=main\nParam.1=NOTE ${look.raw}\nParam.2=FAIL it says ${look.raw}\n"

/* What a provider says of what a server said: its error is foreign text like all others. */
static void
test_hostile_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (&fixture->kit, HOSTILE);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_nonnull (strstr (error->message, "\\x1b[2J\\xff"));
  g_assert_null (strstr (error->message, "a-secret-of-ours"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "a-secret-of-ours"), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "\\u001b"), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINISHED, "\\\\x1b[2J"), ==, 1);
  g_assert_false (engine_kit_journal_has (&fixture->kit, "a-secret-of-ours"));
  g_assert_false (engine_kit_journal_has (&fixture->kit, "\033[2J"));
}

#define INHIBITED                                                      \
  "[pipeline]\n"                                                       \
  "[step check]\nKind=scripted.do\nParam.1=FINDING medium few disks\n" \
  "Param.2=FINDING inhibitor 2 GiB of memory | give it more\n"         \
  "[step change]\nKind=scripted.do\nAfter=check\nParam.1=MUTATE -- touch ${set.dir}/${server.name}\n"

static void
test_inhibitor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  engine_kit_begin (&fixture->kit, INHIBITED);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "one: step “check”: 2 GiB of memory; give it more\n"));
  g_assert_null (strstr (error->message, "few disks"));
  g_assert_cmpuint (count_sent (fixture), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_FINDING, "'medium'"), ==, 3);
  journal_kit_flush_well (fixture->kit.journal);
  lines = slw_journal_list_lines (fixture->kit.journal, fixture->kit.run->id, 0, 0, NULL);
  g_assert_cmpuint (lines->len, ==, 6);
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->text, ==, "few disks");
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->severity, ==, "medium");
  g_assert_cmpstr (((SlwJournalLine *) g_ptr_array_index (lines, 0))->kind, ==, "finding");
}

/* Gates of a plugin, by its settings. */

static void
test_step_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slw_platform_set_setting (fixture->kit.platform, "scripted", "refuse-step", "change");
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "step “change”: scripted: not today"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "one"));
}

static void
test_change_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slw_platform_set_setting (fixture->kit.platform, "scripted", "refuse-change", "two");
  engine_kit_begin (&fixture->kit, TOUCH);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  /* others were changed, so that it is no mere refusal any more */
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "two: step “change”: scripted: not today"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "two"));
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

/* Stopping. */

#define TWO_STEPS                                                                                      \
  "[pipeline]\n"                                                                                       \
  "[step first]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- slow-thing\nParam.2=MUTATE -- touch " \
  "${set.dir}/first\n"                                                                                 \
  "[step second]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- touch ${set.dir}/second\n"

static void
on_slow_thing (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  slw_runner_pause (runner, "eve@desk");
}

/* A pause: what is under way ends, with all its actions, and nothing new starts. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 0, "", 0, "");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_slow_thing),
                    fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PAUSED);
  g_assert_true (g_str_has_prefix (error->message, "paused by eve@desk; 1 step is left, and `slipway resume "));
  g_assert_true (engine_kit_has_file (&fixture->kit, "first"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "second"));
  g_assert_cmpstr (engine_kit_find_node (&fixture->kit, "one", "second")->message, ==,
                   "the run was paused by eve@desk");
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE,
                                             "paused by eve@desk; waiting for step “first” on one"),
                    ==, 1);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "paused");
}

/* One that comes during the last step has come too late. */
static void
test_pause_too_late (Fixture *fixture, gconstpointer data)
{
  engine_kit_begin (&fixture->kit, "[pipeline]\n[step only]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- true\n");
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_slow_thing),
                    fixture->kit.runner);
  engine_kit_run_well (&fixture->kit);
}

static void
on_hanging (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  slw_runner_detach (runner);
  slw_runner_detach (runner); /* an impatient operator */
}

/* The run ends at once; what is under way has no outcome, and is not ended. */
static void
test_detach (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) actions = NULL;

  kit_transport_hang (fixture->one, "slow-thing");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect_after (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_hanging),
                          fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_true (g_str_has_prefix (error->message, "detached; "));
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "detached");
  steps = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpuint (steps->len, ==, 1);
  g_assert_null (engine_kit_find_row (steps, "one", "first")->outcome);
  actions = slw_journal_list_actions (fixture->kit.journal, engine_kit_find_row (steps, "one", "first")->id, NULL);
  g_assert_false (((SlwJournalAction *) g_ptr_array_index (actions, actions->len - 1))->has_outcome);
  g_cancellable_cancel (fixture->kit.cancellable); /* in a program, the process ends here */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_action (SlwBus *bus, const char *topic, GVariant *payload, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Whoever uses the library may cancel what is under way. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit_transport_hang (fixture->one, "slow-thing");
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_signal_connect_after (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_action),
                          fixture->kit.cancellable);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_true (g_str_has_prefix (error->message, "one: step “first”: the command was cancelled\n"));
  g_assert_true (g_str_has_suffix (error->message, "1 server had been changed before that."));
  g_assert_false (engine_kit_has_file (&fixture->kit, "second"));
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->kit.cancellable);
  kit_transport_hang (fixture->one, SLW_FACTS_BEGIN);
  engine_kit_begin (&fixture->kit, TWO_STEPS);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_cmpuint (count_sent (fixture), ==, 0);
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
    { "locked", test_locked },
    { "lost-at-the-end", test_lost_at_the_end },
    { "second-run", test_second_run },
    { "failure-stops", test_failure_stops },
    { "continue", test_continue },
    { "budget", test_budget },
    { "stop-all", test_stop_all },
    { "link-lost", test_link_lost },
    { "hostile-error", test_hostile_error },
    { "inhibitor", test_inhibitor },
    { "step-gate", test_step_gate },
    { "change-gate", test_change_gate },
    { "values", test_values },
    { "open-reference", test_open_reference },
    { "pause", test_pause },
    { "pause-too-late", test_pause_too_late },
    { "detach", test_detach },
    { "cancel", test_cancel },
    { "cancel-before", test_cancel_before },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/runner/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
