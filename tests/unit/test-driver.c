/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-driver.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-step-run-private.h"
#include "tests/unit/engine-kit.h"
#include "tests/unit/kit-own-step.h"
#include "tests/unit/kit-step.h"

#define ONE_STEP "[pipeline]\n[step only]\nKind=zoo.good\n"

typedef struct {
  EngineKit kit;
  KitTransport *one;
  SlwNode *node;
  SlwOutcome outcome;
  char *summary;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  fixture->one = engine_kit_add_server (&fixture->kit, "one", "main");
  if (data != NULL)
    engine_kit_begin_plan (&fixture->kit, ONE_STEP);
  else
    engine_kit_begin (&fixture->kit, ONE_STEP);
  fixture->node = engine_kit_open_node (&fixture->kit, "kit");
  fixture->outcome = SLW_OUTCOME_PENDING;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->summary);
  engine_kit_tear_down (&fixture->kit, NULL);
}

static gboolean
drive (Fixture *fixture, SlwStep *provider, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_driver_run_async (fixture->kit.run, fixture->node, provider, fixture->kit.cancellable, engine_kit_take_result,
                        &result);
  engine_kit_wait (&result);
  return slw_driver_run_finish (result, &fixture->outcome, &fixture->summary, error);
}

static gboolean
drive_next (Fixture *fixture, KitStepNext next, gpointer user_data, GError **error)
{
  g_autoptr (KitStep) provider = kit_step_new (next, user_data);

  return drive (fixture, SLW_STEP (provider), error);
}

static SlwStep *
claim (Fixture *fixture, const char *plugin)
{
  g_autofree char *kind = g_strconcat ("zoo.", plugin, NULL);
  const char *id = NULL;
  g_autoptr (GError) error = NULL;
  SlwStep *provider = slw_registry_claim (fixture->kit.registry, kind, fixture->node->server, NULL, &id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, plugin);
  g_free (fixture->node->plugin);
  fixture->node->plugin = g_strdup (id);
  return provider;
}

static SlwDirective *
act (SlwEffect effect, const char *command)
{
  return slw_directive_act (kit_step_make_action (effect, "try it", command));
}

static SlwDirective *
next_two (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "[%s]", last != NULL ? slw_result_get_output (last) : "nothing");
  slw_step_run_set_stage (run, slw_step_run_get_stage (run) + 1);
  if (slw_step_run_get_stage (run) == 1)
    return act (SLW_EFFECT_READ, "printf first");
  if (slw_step_run_get_stage (run) == 2)
    return act (SLW_EFFECT_MUTATE, "printf second");
  return slw_directive_done ("all \033[31mgood");
}

static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_two, seen, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, "[nothing][first][second]");
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_DONE);
  g_assert_cmpstr (fixture->summary, ==, "all \\x1b[31mgood");
  g_assert_cmpuint (fixture->node->mutations, ==, 1);
}

/* Download only: the step ends where the ceiling is, which is no failure, and says what it did not do. */
static void
test_ceiling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  fixture->kit.run->ceiling = SLW_EFFECT_CACHE;
  g_assert_true (drive_next (fixture, next_two, seen, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, "[nothing][first]");
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_CEILING);
  g_assert_cmpstr (fixture->summary, ==, "try it is MUTATE, above the ceiling CACHE of this run");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 1);
}

static SlwDirective *
next_failing (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "mail does not flow");
  return NULL;
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (drive_next (fixture, next_failing, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_VERIFY);
  g_assert_cmpstr (error->message, ==, "mail does not flow");
}

static SlwDirective *
next_bad_action (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  g_assert_null (last);
  return act (SLW_EFFECT_READ, "exit 9");
}

/* A provider is not asked again after an action that failed. */
static void
test_action_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (drive_next (fixture, next_bad_action, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "ended with status 9"));
}

static SlwDirective *
next_waits_once (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  guint stage = slw_step_run_get_stage (run);

  slw_step_run_set_stage (run, stage + 1);
  if (stage == 0)
    return act (SLW_EFFECT_READ, "printf kept");
  g_assert_cmpstr (slw_result_get_output (last), ==, "kept");
  return stage == 1 ? slw_directive_wait (0, "task at 40 %") : slw_directive_done (NULL);
}

/* The last result is handed over once more after a wait, which lasts one second at least. */
static void
test_wait (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_waits_once, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, G_USEC_PER_SEC - 10000);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_PROGRESS, "task at 40 %"), ==, 1);
  g_assert_cmpstr (fixture->summary, ==, "");
}

static SlwDirective *
next_waits_for (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  const char *const *reasons = user_data;
  guint stage = slw_step_run_get_stage (run);

  slw_step_run_set_stage (run, stage + 1);
  return reasons[stage] != NULL ? slw_directive_wait (0, reasons[stage]) : slw_directive_done (NULL);
}

/* What it waits for is noted, not each second of it. */
static void
test_wait_note (Fixture *fixture, gconstpointer data)
{
  const char *reasons[] = {
    "apt holds the lock (waited 1 s of 3)", "apt holds the lock (waited 2 s of 3)", "", "task 4 %", "task 5 %", NULL
  };
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_waits_for, reasons, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, NULL), ==, 2);
  g_assert_cmpuint (
      engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "waits: apt holds the lock (waited 1 s of 3)"), ==,
      1);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "waits: task 4 %"), ==, 1);
}

/* A provider that thinks of something new each time does not fill the journal. */
static void
test_wait_notes_many (Fixture *fixture, gconstpointer data)
{
  const char *reasons[] = { "a", "b", "a", "b", "a", "b", "a", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_waits_for, reasons, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "waits: "), ==, 5);
}

/* A plan is compared with others; how it waited is no part of it. */
static void
test_wait_note_of_plan (Fixture *fixture, gconstpointer data)
{
  const char *reasons[] = { "apt holds the lock", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_waits_for, reasons, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, NULL), ==, 0);
}

static SlwDirective *
next_changes_and_waits (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  g_assert_cmpuint (slw_step_run_get_stage (run), <, 2);
  slw_step_run_set_stage (run, slw_step_run_get_stage (run) + 1);
  if (last == NULL)
    return act (SLW_EFFECT_MUTATE, "touch made");
  g_assert_true (slw_result_is_assumed (last));
  return slw_directive_wait (86400, "the new service to answer");
}

/* In a plan, what is waited for will not come: nothing brought it about. */
static void
test_plan_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_changes_and_waits, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_DONE);
  g_assert_cmpstr (fixture->summary, ==, "the new service to answer");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
}

static SlwDirective *
next_finds (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "check.disk", "the disk is nearly full", NULL);
  if (user_data != NULL) {
    slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "check.memory", "2 GiB of memory, 16 are needed",
                              "give it more");
    slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "check.mta", "exim4 listens on port 25", NULL);
  }
  return slw_directive_done ("looked");
}

static void
test_findings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (drive_next (fixture, next_finds, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (drive_next (fixture, next_finds, fixture, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "2 GiB of memory, 16 are needed; give it more\nexim4 listens on port 25");
}

/* The zoo: each fault is blamed on the plugin that has it, and ends. */

static void
test_null_without_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (drive (fixture, claim (fixture, "null-without-error"), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_cmpstr (error->message, ==, "plugin null-without-error failed and gave no reason");
}

static void
test_error_and_action (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (drive (fixture, claim (fixture, "error-and-action"), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "plugin error-and-action"));
  g_assert_nonnull (strstr (error->message, "failed, or perhaps not"));
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 0);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kit_transport_answer (fixture->one, "true", 0, "", 0, "");
  g_assert_false (drive (fixture, claim (fixture, "endless"), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "plugin endless: 1000 actions in one step without a wait"));
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, "true"), ==, 1000);
}

static gboolean
cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_idle_add (cancel, fixture->kit.cancellable);
  g_assert_false (drive (fixture, claim (fixture, "waiting"), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "cancelled while it waited: something that never comes");
}

static SlwDirective *
next_waits_long (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  return slw_directive_wait (G_MAXUINT, "the end of time");
}

/* What was cancelled before the wait began does not begin it. */
static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ((SlwPipelineStep *) fixture->node->step)->timeout = G_MAXUINT;
  g_cancellable_cancel (fixture->kit.cancellable);
  g_assert_false (drive_next (fixture, next_waits_long, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "cancelled while it waited: the end of time");
}

static void
test_reaching (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (drive (fixture, claim (fixture, "reaching"), &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_CEILING);
  g_assert_cmpstr (fixture->summary, ==, "destroy is DESTROY, above the ceiling MUTATE of this run");
  g_assert_cmpuint (kit_transport_count_sent (fixture->one, ""), ==, 1);
}

static void
test_blocking (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (drive (fixture, claim (fixture, "blocking"), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (
      engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "plugin blocking kept the main loop waiting for"),
      ==, 1);
}

static void
test_own_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_AT_ONCE);
  g_autoptr (GError) error = NULL;

  g_assert_true (drive (fixture, SLW_STEP (own), &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_DONE);
  own->fails = own->says_why = TRUE;
  g_assert_false (drive (fixture, SLW_STEP (own), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_clear_error (&error);
  own->says_why = FALSE;
  g_assert_false (drive (fixture, SLW_STEP (own), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_cmpstr (error->message, ==, "plugin kit failed and gave no reason");
  g_assert_cmpuint (own->runs, ==, 3);
}

static void
test_own_work_in_plan (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_AT_ONCE);
  g_autoptr (GError) error = NULL;

  g_assert_true (drive (fixture, SLW_STEP (own), &error));
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_CEILING);
  g_assert_cmpuint (own->runs, ==, 0);
}

/* Its patience is the step's. */
static void
test_own_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KitOwnStep) own = kit_own_step_new (KIT_OWN_WHEN_CANCELLED);
  g_autoptr (GError) error = NULL;

  ((SlwPipelineStep *) fixture->node->step)->timeout = 1;
  g_assert_false (drive (fixture, SLW_STEP (own), &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "plugin kit is not done after the 1 s that the step has; Timeout="));
  g_assert_cmpint (fixture->outcome, ==, SLW_OUTCOME_PENDING);
}

static SlwDirective *
next_patient (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  guint *seconds = user_data;

  return slw_directive_wait (*seconds, "a lock that nobody gives back");
}

static SlwDirective *
next_busy (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  guint *seconds = user_data;

  *seconds += 1;
  return slw_directive_act (kit_step_make_action (SLW_EFFECT_READ, "look", "sleep 0.1"));
}

/* Whoever waits for ever is stopped, and named. A wait that would end too late is not begun. */
static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  guint seconds = 3600;
  guint looks = 0;
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  ((SlwPipelineStep *) fixture->node->step)->timeout = 3599;
  g_assert_false (drive_next (fixture, next_patient, &seconds, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "plugin kit is not done"));
  g_assert_nonnull (strstr (error->message, "Timeout="));
  g_assert_nonnull (strstr (error->message, "a lock that nobody gives back"));
  g_assert_cmpint (g_get_monotonic_time () - before, <, 60 * G_USEC_PER_SEC);
  g_clear_error (&error);
  ((SlwPipelineStep *) fixture->node->step)->timeout = 1;
  seconds = 1;
  g_assert_false (drive_next (fixture, next_patient, &seconds, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (drive_next (fixture, next_busy, &looks, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_assert_cmpuint (looks, >, 1);
}

/* A plan that waits for hours is no plan. */
static void
test_deadline_of_plan (Fixture *fixture, gconstpointer data)
{
  guint seconds = 3600;
  g_autoptr (GError) error = NULL;

  g_assert_false (drive_next (fixture, next_patient, &seconds, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "60 s that a plan waits: a lock"));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
    gboolean plan;
  } tests[] = {
    { "sequence", test_sequence, FALSE },
    { "ceiling", test_ceiling, FALSE },
    { "failure", test_failure, FALSE },
    { "action-fails", test_action_fails, FALSE },
    { "wait", test_wait, FALSE },
    { "wait-note", test_wait_note, FALSE },
    { "wait-notes-many", test_wait_notes_many, FALSE },
    { "wait-note-of-plan", test_wait_note_of_plan, TRUE },
    { "plan-wait", test_plan_wait, TRUE },
    { "findings", test_findings, FALSE },
    { "null-without-error", test_null_without_error, FALSE },
    { "error-and-action", test_error_and_action, FALSE },
    { "endless", test_endless, FALSE },
    { "waiting", test_waiting, FALSE },
    { "cancelled-before", test_cancelled_before, FALSE },
    { "reaching", test_reaching, FALSE },
    { "blocking", test_blocking, FALSE },
    { "own-work", test_own_work, FALSE },
    { "own-work-in-plan", test_own_work_in_plan, TRUE },
    { "own-deadline", test_own_deadline, FALSE },
    { "deadline", test_deadline, FALSE },
    { "deadline-of-plan", test_deadline_of_plan, TRUE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/driver/", tests[i].name, NULL);

    g_test_add (path, Fixture, tests[i].plan ? "plan" : NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
