/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-conduct.h"

#include <slipway/slw-error.h>

#include <sqlite3.h>
#include <string.h>

#include "tests/unit/engine-kit.h"
#include "tests/unit/journal-kit.h"
#include "tests/unit/kit-step.h"

#define ONE_STEP "[pipeline]\n[step only]\nKind=zoo.good\nRoles=main\n"

/* Two servers; the step is on the first. */
typedef struct {
  EngineKit kit;
  KitTransport *one;
  KitTransport *two;
  SlwNode *node;
  KitStep *provider;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  fixture->one = engine_kit_add_server (&fixture->kit, "one", "main");
  fixture->two = engine_kit_add_server (&fixture->kit, "two", "mailbox");
  if (data != NULL)
    engine_kit_begin_plan (&fixture->kit, ONE_STEP);
  else
    engine_kit_begin (&fixture->kit, ONE_STEP);
  fixture->node = engine_kit_open_node (&fixture->kit, "kit");
  fixture->provider = kit_step_new (NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->provider);
  engine_kit_tear_down (&fixture->kit, NULL);
}

static SlwResult *
conduct (Fixture *fixture, SlwAction *action, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_conduct_async (fixture->kit.run, fixture->node, SLW_STEP (fixture->provider), action, fixture->kit.cancellable,
                     engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_conduct_finish (result, error);
}

static SlwResult *
conduct_line (Fixture *fixture, SlwEffect effect, const char *command, GError **error)
{
  g_autoptr (SlwAction) action = kit_step_make_action (effect, "try it", command);

  return conduct (fixture, action, error);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = conduct_line (fixture, SLW_EFFECT_READ, "echo here; echo there >&2", &error);
  g_autoptr (GPtrArray) actions = engine_kit_list_actions (&fixture->kit, "one", "only");
  const SlwJournalAction *row;

  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_output (result), ==, "here\n");
  g_assert_cmpuint (actions->len, ==, 1);
  row = g_ptr_array_index (actions, 0);
  g_assert_cmpstr (row->label, ==, "try it");
  g_assert_cmpstr (row->effect, ==, "READ");
  g_assert_cmpuint (strlen (row->key), ==, 64);
  g_assert_true (row->has_outcome);
  g_assert_cmpint (row->status, ==, 0);
  g_assert_cmpstr (row->output, ==, "here\n");
  g_assert_cmpstr (row->errors, ==, "there\n");
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_STARTED, "'assumed': <false>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_OUTPUT, "'here'"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_OUTPUT, "'stderr'"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_FINISHED, NULL), ==, 1);
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 0);
}

/* An error says what was tried and what came back: the end of it, without secrets and without escapes. */
static void
test_unexpected_status (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("hunter2-hunter2", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = conduct_line (
      fixture, SLW_EFFECT_READ,
      "seq -f 'line %g' 1 30 >&2; printf 'pass hunter2-hunter2 \\033[31mred\\n' >&2; echo unseen; exit 100", &error);
  g_auto (GStrv) lines = NULL;

  g_assert_null (result);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "try it: “sh -c "));
  g_assert_nonnull (strstr (error->message, "ended with status 100:\n"));
  g_assert_null (strstr (error->message, "hunter2-hunter2"));
  g_assert_null (strchr (error->message, '\033'));
  g_assert_nonnull (strstr (error->message, "\\x1b[31mred"));
  g_assert_null (strstr (error->message, "unseen\n"));
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 21);
  g_assert_cmpstr (lines[1], ==, "line 12");
  g_assert_false (engine_kit_journal_has (&fixture->kit, "hunter2-hunter2"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "hunter2-hunter2"), ==, 0);
}

static void
test_error_from_output (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (conduct_line (fixture, SLW_EFFECT_READ, "echo only here; exit 1", &error));
  g_assert_true (g_str_has_suffix (error->message, "ended with status 1:\nonly here"));
  g_clear_error (&error);
  g_assert_null (conduct_line (fixture, SLW_EFFECT_READ, "exit 7", &error));
  g_assert_true (g_str_has_suffix (error->message, "ended with status 7"));
}

static void
test_expected_status (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_READ, "try it", "exit 1");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  slw_action_expect (action, 1);
  result = conduct (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 1);
}

/* A link that breaks is an outcome too. */
static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) lost = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "one: the link was lost");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) actions = NULL;
  const SlwJournalAction *row;

  kit_transport_break (fixture->one, "true", lost);
  g_assert_null (conduct_line (fixture, SLW_EFFECT_MUTATE, "true", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  actions = engine_kit_list_actions (&fixture->kit, "one", "only");
  row = g_ptr_array_index (actions, 0);
  g_assert_true (row->has_outcome);
  g_assert_cmpint (row->status, ==, SLW_STATUS_NO_ANSWER);
  g_assert_cmpstr (row->errors, ==, "one: the link was lost");
  /* it may have been carried out all the same */
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 1);
}

static void
test_above_ceiling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) actions = NULL;

  fixture->kit.run->ceiling = SLW_EFFECT_CACHE;
  g_assert_null (conduct_line (fixture, SLW_EFFECT_MUTATE, "true", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CEILING);
  g_assert_cmpstr (error->message, ==, "try it is MUTATE, above the ceiling CACHE of this run");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
  actions = engine_kit_list_actions (&fixture->kit, "one", "only");
  g_assert_cmpuint (actions->len, ==, 0);
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 0);
}

static void
test_cache_below_ceiling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  fixture->kit.run->ceiling = SLW_EFFECT_CACHE;
  result = conduct_line (fixture, SLW_EFFECT_CACHE, "true", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, "true"), ==, 1);
  /* what fills a cache only is no change */
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 0);
}

static void
test_plan_assumes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_MUTATE, "try it", "echo real");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) read = conduct_line (fixture, SLW_EFFECT_READ, "echo state", &error);
  g_autoptr (SlwResult) assumed = NULL;

  g_assert_no_error (error);
  g_assert_false (slw_result_is_assumed (read));
  slw_action_assume (action, 0, "supposed");
  assumed = conduct (fixture, action, &error);
  g_assert_no_error (error);
  g_assert_true (slw_result_is_assumed (assumed));
  g_assert_cmpstr (slw_result_get_output (assumed), ==, "supposed");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 1);
  g_assert_true (slw_step_run_is_assuming (fixture->node->run));
  g_assert_cmpuint (fixture->kit.run->mutations, ==, 1);
  g_assert_cmpuint (fixture->node->mutations, ==, 1);
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_STARTED, "'assumed': <true>"), ==, 1);
}

/* What is not there because it was only assumed does not fail a plan; what fails before that does. */
static void
test_plan_read_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) assumed = NULL;
  g_autoptr (SlwResult) after = NULL;

  g_assert_null (conduct_line (fixture, SLW_EFFECT_READ, "exit 1", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_clear_error (&error);
  assumed = conduct_line (fixture, SLW_EFFECT_MUTATE, "true", &error);
  after = conduct_line (fixture, SLW_EFFECT_READ, "exit 1", &error);
  g_assert_no_error (error);
  g_assert_true (slw_result_is_assumed (after));
  g_assert_cmpint (slw_result_get_status (after), ==, 0);
}

/* What is intended is on the disk, for everybody to see, before it is sent. */
static void
test_intent_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_MUTATE, "try it", "true");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) other = NULL;
  g_autoptr (GPtrArray) actions = NULL;
  const SlwJournalAction *row;

  kit_transport_hang (fixture->one, "true");
  slw_conduct_async (fixture->kit.run, fixture->node, NULL, action, fixture->kit.cancellable, engine_kit_take_result,
                     &result);
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
  while (kit_transport_count_sent (fixture->one, "true") == 0)
    g_main_context_iteration (NULL, TRUE);
  other = journal_kit_open (fixture->kit.journal_path);
  actions = slw_journal_list_actions (other, fixture->node->journal_id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (actions->len, ==, 1);
  row = g_ptr_array_index (actions, 0);
  g_assert_cmpstr (row->effect, ==, "MUTATE");
  g_assert_false (row->has_outcome);
  g_cancellable_cancel (fixture->kit.cancellable);
  engine_kit_wait (&result);
  g_assert_null (slw_conduct_finish (result, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
}

static void
change_journal (EngineKit *kit, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (kit->journal_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_journal_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  journal_kit_flush_well (fixture->kit.journal);
  change_journal (&fixture->kit, "ALTER TABLE actions RENAME TO gone");
  g_assert_null (conduct_line (fixture, SLW_EFFECT_MUTATE, "true", &error));
  g_assert_nonnull (error);
  g_assert_true (
      g_str_has_prefix (error->message, "nothing was sent, because it could not be written to the journal: "));
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
  g_assert_cmpuint (g_hash_table_size (fixture->kit.run->changed), ==, 0);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_STARTED, NULL), ==, 0);
  change_journal (&fixture->kit, "ALTER TABLE gone RENAME TO actions");
}

/* The redactor sees line by line, and lines that are cut. */
static void
test_parts_of_secrets (Fixture *fixture, gconstpointer data)
{
  GPtrArray *lines = kit_step_get_lines (fixture->provider);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  slw_secret_hide ("horse-bat\nstaple-xy");
  slw_secret_hide ("planted-at-the-limit");
  result = conduct_line (fixture, SLW_EFFECT_READ,
                         "echo it is horse-bat; echo staple-xy was it; echo horse-bat, she said;"
                         "head -c 4086 /dev/zero | tr '\\0' x; echo planted-at-the-limit",
                         &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (lines, 0), ==, "it is ");
  g_assert_cmpstr (g_ptr_array_index (lines, 1), ==, " was it");
  g_assert_cmpstr (g_ptr_array_index (lines, 2), ==, "horse-bat, she said");
  g_assert_cmpuint (strlen (g_ptr_array_index (lines, 3)), ==, 4086);
}

/* A line without an end cannot fill the memory; NULs go; the last line counts although nothing ends it. */
static void
test_lines (Fixture *fixture, gconstpointer data)
{
  GPtrArray *lines = kit_step_get_lines (fixture->provider);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result
      = conduct_line (fixture, SLW_EFFECT_READ,
                      "echo first; head -c 100000 /dev/zero | tr '\\0' x; echo; printf 'a\\0b\\377\\nlast'", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (lines, 0), ==, "first");
  g_assert_cmpuint (strlen (g_ptr_array_index (lines, 1)), ==, 4096);
  g_assert_cmpstr (g_ptr_array_index (lines, 2), ==, "ab\377");
  g_assert_cmpstr (g_ptr_array_index (lines, 3), ==, "last");
  g_assert_cmpstr (kit_step_get_blame (fixture->provider)->who, ==, "plugin kit");
  g_assert_cmpstr (kit_step_get_blame (fixture->provider)->what, ==, "in step only on one");
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_OUTPUT, NULL), ==, 4);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_ACTION_OUTPUT, "ab\\\\xff"), ==, 1);
}

static void
test_secret_result (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_READ, "try it",
                                                       "echo tok"
                                                       "en-$((4000+42)); exit 3");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (SlwSecret) secret = NULL;

  slw_action_set_secret_result (action);
  g_assert_null (conduct (fixture, action, &error));
  g_assert_null (strstr (error->message, "token-4042"));
  slw_action_expect (action, 3);
  g_clear_error (&error);
  result = conduct (fixture, action, &error);
  g_assert_no_error (error);
  secret = slw_result_dup_secret (result);
  g_assert_cmpstr (slw_secret_peek (secret, NULL), ==, "token-4042");
  g_assert_false (engine_kit_journal_has (&fixture->kit, "token-4042"));
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, NULL, "token-4042"), ==, 0);
  g_assert_cmpuint (kit_step_get_lines (fixture->provider)->len, ==, 0);
}

typedef struct {
  guint asked;
  gboolean refuse;
  SlwServer *target; /* of the last question */
} Gate;

static gboolean
on_gate (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  Gate *gate = user_data;

  g_assert_cmpint (point, ==, SLW_GATE_CHANGE);
  gate->asked++;
  gate->target = slw_step_run_get_target (run);
  if (gate->refuse)
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_REFUSED, "no backup yet");
  return !gate->refuse;
}

/* Asked before the first change on a server, not before what only reads, and not again. */
static void
test_change_gate (Fixture *fixture, gconstpointer data)
{
  Gate gate = { 0, TRUE };
  g_autoptr (GError) error = NULL;

  fixture->kit.run->ceiling = SLW_EFFECT_DESTROY;
  slw_bus_add_gate (fixture->kit.run->bus, SLW_GATE_PREPARE, 0, "keeper", on_gate, &gate, NULL);
  slw_result_unref (conduct_line (fixture, SLW_EFFECT_READ, "true", NULL));
  slw_result_unref (conduct_line (fixture, SLW_EFFECT_CACHE, "true", NULL));
  g_assert_cmpuint (gate.asked, ==, 0);
  g_assert_null (conduct_line (fixture, SLW_EFFECT_MUTATE, "touch changed", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "keeper: no backup yet");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, "touch"), ==, 0);
  gate.refuse = FALSE;
  slw_result_unref (conduct_line (fixture, SLW_EFFECT_MUTATE, "true", NULL));
  slw_result_unref (conduct_line (fixture, SLW_EFFECT_DESTROY, "true", NULL));
  g_assert_cmpuint (gate.asked, ==, 2);
}

/* An action may be for another server than the step's; that one is the one that was changed. */
static void
test_other_server (Fixture *fixture, gconstpointer data)
{
  SlwServer *two = slw_platform_find_server (fixture->kit.platform, "two");
  g_autoptr (SlwAction) action = kit_step_make_action (SLW_EFFECT_MUTATE, "try it", "true");
  Gate gate = { 0, FALSE };
  g_autoptr (GError) error = NULL;

  slw_bus_add_gate (fixture->kit.run->bus, SLW_GATE_POLICY, 0, "keeper", on_gate, &gate, NULL);
  slw_action_set_server (action, two);
  slw_result_unref (conduct (fixture, action, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
  g_assert_cmpuint (kit_transport_count_sent (fixture->two, ""), ==, 1);
  g_assert_true (g_hash_table_contains (fixture->kit.run->changed, two));
  g_assert_true (gate.target == two);
  slw_result_unref (conduct_line (fixture, SLW_EFFECT_MUTATE, "true", &error));
  g_assert_no_error (error);
  g_assert_true (gate.target == slw_platform_find_server (fixture->kit.platform, "one"));
  g_assert_cmpuint (gate.asked, ==, 2);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
    gboolean plan;
  } tests[] = {
    { "read", test_read, FALSE },
    { "unexpected-status", test_unexpected_status, FALSE },
    { "error-from-output", test_error_from_output, FALSE },
    { "expected-status", test_expected_status, FALSE },
    { "no-answer", test_no_answer, FALSE },
    { "above-ceiling", test_above_ceiling, FALSE },
    { "cache-below-ceiling", test_cache_below_ceiling, FALSE },
    { "plan-assumes", test_plan_assumes, TRUE },
    { "plan-read-after", test_plan_read_after, TRUE },
    { "intent-first", test_intent_first, FALSE },
    { "journal-fails", test_journal_fails, FALSE },
    { "lines", test_lines, FALSE },
    { "parts-of-secrets", test_parts_of_secrets, FALSE },
    { "secret-result", test_secret_result, FALSE },
    { "change-gate", test_change_gate, FALSE },
    { "other-server", test_other_server, FALSE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/conduct/", tests[i].name, NULL);

    g_test_add (path, Fixture, tests[i].plan ? "plan" : NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
